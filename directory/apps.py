"""The project as an app: its checks of the environment, and what it does with each new connection."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created

from .checks import check_environment


class DirectoryConfig(AppConfig):
    """Configuration of the project."""

    name = "directory"

    def ready(self) -> None:
        """Let commands look at the environment before they begin, and requests wait no longer than visitors do."""
        register(check_environment)
        # Imported here: it needs the apps.
        from .waiting import bound_waits

        connection_created.connect(bound_waits, dispatch_uid="bound_waits")
