"""What an export says about where things stand: lasting, absolute addresses, given by the caller."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """The address of the comparison, and of each dataset's entry by its slug."""

    comparison: str
    entries: Mapping[str, str]
