"""Which entry a row is: names, identifiers and figures compared, the finder, and what people decided."""
