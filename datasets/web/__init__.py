"""Requests: addresses, languages, who asks and how often. No pages."""
