"""Dates in Brazilian Portuguese: in digits; Django's month names have a capital, which the language's have not."""

DATE_FORMAT = "d/m/Y"
