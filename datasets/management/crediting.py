"""What a command is told of the change set that it writes: why, and the name of whoever is to be credited."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from datasets.models import ChangeSet


def add_arguments(parser: CommandParser, *names: str) -> None:
    """Declare --reason, and --credit where `names` has it."""
    parser.add_argument("--reason", default="", help="why, in a sentence; it is shown to the public")
    if "credit" in names:
        parser.add_argument("--credit", default="", help="the name of whoever did it; it is shown to the public")


def about(options: dict[str, Any]) -> dict[str, Any]:
    """Return the reason and the credit that were given; raise CommandError for one that is too long."""
    found = {name: options[name].strip() for name in ("reason", "credit") if options.get(name)}
    for name, text in found.items():
        most = getattr(ChangeSet._meta.get_field(name), "max_length", 0)
        if len(text) > most:
            raise CommandError(f"--{name} has {len(text):,} characters; {most} are the most. Say it in fewer.")
        if "\0" in text:
            raise CommandError(f"--{name} holds the character U+0000, which is no text; remove it.")
    return found
