"""Finding entries: what was asked (parameters), the words (analysis, text), the facets (bitsets, facets), and the
snapshot of the catalogue that they are answered from.

Knows the models; knows nothing of HTTP, templates or JSON.
"""
