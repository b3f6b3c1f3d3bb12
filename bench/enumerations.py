"""How often the code lists the fields of an entry: python -m bench.enumerations [CHECKOUT].

Counts the tables in datasets/ (lists, tuples, sets, mappings, calls with keywords) that name FEWEST fields or more, by
their names of today or of before there was a registry of fields, and prints each with its place. Migrations, which
say what was, are left out.
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from .kept import FIELDS, KEYS, OBJECTS

FEWEST = 4
# Names of fields, columns and parts; those that much else is called, such as name, kind and language, are left out.
NAMES = frozenset(
    {
        *KEYS,
        *KEYS.values(),
        *FIELDS,
        *FIELDS.values(),
        *OBJECTS,
        *(name for parts in OBJECTS.values() for name in parts),
    }
    | {column for parts in OBJECTS.values() for column in parts.values()}
    | {"category", "rights", "license", "year", "class_count", "multi_label", "quality", "difficulty", "level"}
) - {"language", "format", "source", "link", "class", "count"}
TABLES = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Call)


def named(node: ast.AST) -> Iterator[str]:
    """Yield the fields that a table names itself, as texts or keywords; inner tables count for themselves as well."""
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and child.value in NAMES:
            yield str(child.value)
        elif isinstance(child, ast.keyword) and child.arg in NAMES:
            yield str(child.arg)


def tables(path: Path) -> Iterator[tuple[int, set[str]]]:
    """Yield (line, names) for the outermost tables of a file that name FEWEST fields or more."""

    def walk(node: ast.AST) -> Iterator[tuple[int, set[str]]]:
        for child in ast.iter_child_nodes(node):
            found = set(named(child)) if isinstance(child, TABLES) else set()
            if len(found) >= FEWEST:
                yield getattr(child, "lineno", 0), found
            else:
                yield from walk(child)

    yield from walk(ast.parse(path.read_text("utf-8")))


def main() -> int:
    """Print the tables and how many there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path, nargs="?", default=Path(__file__).resolve().parent.parent)
    folder = parser.parse_args().checkout / "datasets"
    count, files, names = 0, set(), 0
    for path in sorted(folder.rglob("*.py")):
        for line, found in () if "migrations" in path.parts else tables(path):
            sys.stdout.write(f"{path.relative_to(folder)}:{line}: {', '.join(sorted(found))}\n")
            count, names = count + 1, names + len(found)
            files.add(path)
    sys.stdout.write(f"{count} tables in {len(files)} files, {names} names\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
