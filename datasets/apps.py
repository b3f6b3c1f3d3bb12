"""The datasets app: the catalogue, its search, its pages and its API."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Configuration of the datasets app."""

    name = "datasets"
    verbose_name = "Catalogue"
