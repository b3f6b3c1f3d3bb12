"""The whole public catalogue as files to take away: JSON Lines, CSV, a Data Package, SQLite and Parquet.

`manage.py publish_dumps` makes them; `publishing.current` says which there are, for pages, catalogues and downloads.

| module | what it gives |
|---|---|
| `tables` | columns and rows of every table, from the registry of fields |
| `database`, `package`, `columnar` | the tables as SQLite, as a Data Package, as Parquet |
| `events` | the dated log of entries |
| `about` | what the files say of themselves: README, Datasette's metadata, the list of files |
| `making` | all of them in one pass, in constant memory, the same bytes for the same revision |
| `publishing` | the folder that they are in, replaced as a whole |
"""
