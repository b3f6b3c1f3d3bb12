"""The index after a command has written to the catalogue."""

from django.core.management.base import BaseCommand

from datasets.index import building, store


def reindex(command: BaseCommand) -> store.Meta | None:
    """Build the index; None where another process is at it, or where it cannot be written, which `command` tells.

    What the command has written to the database is there all the same, and the site lays it over the index that it has.
    """
    try:
        return building.rebuild()
    except (OSError, store.IndexDamagedError) as error:
        command.stderr.write(
            f"The catalogue is written, but its search index is not ({error}). The last good one stays in use; "
            "make room or mend the folder, then run manage.py reindex."
        )
        return None
