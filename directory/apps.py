"""The project as an app, so that its checks of the environment are known to every command."""

from django.apps import AppConfig
from django.core.checks import register

from .checks import check_environment


class DirectoryConfig(AppConfig):
    """Configuration of the project."""

    name = "directory"

    def ready(self) -> None:
        """Let commands look at the environment before they begin."""
        register(check_environment)
