"""Readers of foreign files, one a format; all of them give what claims has."""
