"""Harvesters of whole archives, one an archive; all of them give what claims has."""
