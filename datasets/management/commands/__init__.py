"""manage.py commands: seed, check_catalogue, dump, import_records, reindex."""
