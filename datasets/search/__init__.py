"""Finding entries: what was asked (parameters, language), what matches (matching, finding), why so little (explaining).

Answers come from the snapshot of index/. Knows nothing of requests, templates or JSON.
"""
