"""The catalogue as records: reading, checking, loading into the database, and dumping.

Nothing here knows about search, views or the API. `records`, `files`, `checking`, `arithmetic` and `evidence` are
plain Python and need no database.
"""
