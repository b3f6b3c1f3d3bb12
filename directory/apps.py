"""The project as an app: its checks of the environment, and what it does with each new connection."""

import sys
from pathlib import Path

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created

from .checks import check_environment


class DirectoryConfig(AppConfig):
    """Configuration of the project."""

    name = "directory"

    def ready(self) -> None:
        """Let commands look at the environment and show how far they are, and requests wait no longer than visitors."""
        register(check_environment)
        # Imported here: it needs the apps.
        from .terminal import follow
        from .waiting import bound_waits

        connection_created.connect(bound_waits, dispatch_uid="bound_waits")
        if Path(sys.argv[0]).name == "manage.py":
            follow(sys.stderr)
