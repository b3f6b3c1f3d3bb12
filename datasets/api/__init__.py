"""The read API, version 1: the same search, cards and records as the pages, as JSON."""

from .v1 import api

__all__ = ["api"]
