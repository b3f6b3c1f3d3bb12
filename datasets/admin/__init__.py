"""The Django admin for curators: every model, with search, filters, inlines and autocomplete. Entries have the desk.

One module for each concern. What pages share: base, fields, forms, filters, and backing (warnings about values that no
statement backs). The pages: dataset, parts, facts, texts, vocabulary, sources, guide, records, changes, proposals;
these two are decided at the desk. Who may what: approval, accounts. The door: signing_in, and attempts, which limits
it.
"""

from django.contrib import admin

from . import (
    accounts,
    changes,
    dataset,
    facts,
    guide,
    parts,
    proposals,
    records,
    signing_in,
    sources,
    texts,
    vocabulary,
)

__all__ = [
    "accounts",
    "changes",
    "dataset",
    "facts",
    "guide",
    "parts",
    "proposals",
    "records",
    "signing_in",
    "sources",
    "texts",
    "vocabulary",
]

admin.site.site_header = "Lightbox"
admin.site.site_title = "Lightbox"
admin.site.index_title = "Catalogue"
admin.site.login_form = signing_in.SignInForm
