"""manage.py's commands, one file each; the README lists them."""
