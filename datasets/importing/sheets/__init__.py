"""Sheets: rows below headings, from whatever file; what headings and cells say, and which field a column is."""
