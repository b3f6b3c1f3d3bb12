"""Lightbox's one app, in rooms by concern. Imports run one way.

views, api, admin and management commands -> search, catalogue -> models. Nothing lower knows what is above it.
"""
