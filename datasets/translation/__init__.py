"""Texts in five languages: what has to be translated, taken out, brought back, checked."""
