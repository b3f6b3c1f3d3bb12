"""The Django admin for curators: every model, with search, filters, inlines and autocomplete."""
