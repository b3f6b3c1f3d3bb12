"""The rules of the layout: who may import whom, what a file may be called, how long it may be."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDERS = ("datasets", "directory", "tests")

# The rooms of the app by floor, from the ground. A room imports from the floors below it and from nowhere else.
FLOORS = (
    ("models",),
    ("words",),
    ("facts", "web"),
    ("records", "index"),
    ("search", "compare", "translation", "importing", "links"),
    ("exports", "admin"),
    ("api",),
    ("views",),
    ("assistants", "desk"),
    ("management", "templatetags"),
)
HEIGHTS = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
# What may be below and is all the same not to be known.
NEVER = {"admin": {"search", "index"}, "management": {"views", "desk"}}
# What Django itself calls: they have no room.
OUTSIDE = {"__init__", "apps", "migrations"}

# What only the rooms that answer requests may know of.
OF_REQUESTS = (
    "django.http",
    "django.shortcuts",
    "django.template",
    "django.urls",
    "django.views",
    "django.contrib.admin",
)

# The rooms that find, keep, compare and write, and know nothing of requests.
QUIET = (
    "models", "words", "facts", "records", "index", "search", "compare", "translation", "importing", "links", "exports",
)  # fmt: skip

# The rooms that show the catalogue to the public.
PUBLIC = ("index", "search", "compare", "exports", "views", "api", "assistants", "templatetags")
# What they may not know: how an entry's state is kept. models.public and the entry's own properties say what it means.
STATE = re.compile(r"Dataset\.Status|\b\w*__status\b|\.status\b")
# Rows of datasets that are not chosen by what the public sees: keys alone, of which index.entries reads the published.
BY_KEY = {"datasets.index.entries", "datasets.index.snapshot"}

# What makes one spelling of several: words/ alone does.
FOLDING = {"casefold", "normalize", "combining", "decomposition"}

LONGEST = 500
# Characters in a line of a template.
WIDEST = 160


def modules(*folders: str) -> list[Path]:
    """Return the Python files below the folders, without generated ones."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def imports(path: Path, *, for_types: bool = True) -> Iterator[str]:
    """Yield the full names of the modules that a file imports, wherever in it; also, or not, for type hints alone."""
    package = path.relative_to(ROOT).parent.parts
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not for_types:
        tree.body = [
            node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
        ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield start
            yield from (f"{start}.{alias.name}" for alias in node.names)


def room(module: str) -> str | None:
    """Return the room of a module of the app, or None for what stands outside."""
    parts = module.split(".")
    return parts[1] if parts[0] == "datasets" and len(parts) > 1 else None


def name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def template_name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_there_is_code_to_check() -> None:
    assert {room(name(path)) for path in modules("datasets")} >= set(HEIGHTS)


def test_every_room_has_its_height() -> None:
    """A new room needs a place in FLOORS."""
    found = {room(name(path)) for path in modules("datasets")} - OUTSIDE
    assert found == set(HEIGHTS), found ^ set(HEIGHTS)


@pytest.mark.parametrize("path", modules("datasets"), ids=name)
def test_imports_run_one_way(path: Path) -> None:
    here = room(name(path))
    if here is None or here in OUTSIDE:
        return
    wrong = {
        module
        for module in imports(path)
        if (there := room(module)) in HEIGHTS
        and there != here
        and (HEIGHTS[there] >= HEIGHTS[here] or there in NEVER.get(here, ()))
    }
    assert not wrong, f"{name(path)} imports from its own floor or above, or what its room may not: {sorted(wrong)}"


@pytest.mark.parametrize("path", modules(*(f"datasets/{room}" for room in QUIET)), ids=name)
def test_what_finds_and_keeps_knows_nothing_of_requests(path: Path) -> None:
    known = {
        module for module in imports(path) if any(module == of or module.startswith(f"{of}.") for of in OF_REQUESTS)
    }
    assert not known, f"{name(path)} imports {sorted(known)}"


@pytest.mark.parametrize("path", modules("datasets"), ids=name)
def test_the_app_knows_nothing_of_its_project_and_its_tests(path: Path) -> None:
    outside = {module for module in imports(path) if module.split(".")[0] in ("directory", "tests")}
    assert not outside, f"{name(path)} imports {sorted(outside)}"


@pytest.mark.parametrize("path", modules(*(f"datasets/{room}" for room in PUBLIC)), ids=name)
def test_what_the_public_sees_is_decided_in_one_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not STATE.findall(text), f"{name(path)} asks for a state; datasets.models.public decides what is seen"
    if name(path) not in BY_KEY:
        assert "Dataset.objects" not in text, f"{name(path)} reads entries past published() and addressed()"


@pytest.mark.parametrize("path", modules("datasets", "directory"), ids=name)
def test_nothing_else_folds_text(path: Path) -> None:
    if room(name(path)) == "words":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    folding = {
        f"line {node.lineno}: {node.attr}"
        for node in ast.walk(tree)
        # Figures have a normalize of their own.
        if isinstance(node, ast.Attribute)
        and node.attr in FOLDING
        and (node.attr == "casefold" or ast.unparse(node.value) == "unicodedata")
    }
    assert not folding, f"{name(path)} folds text itself; datasets.words.folding does: {sorted(folding)}"


def test_no_template_knows_the_state_of_an_entry() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        assert {"admin", "desk"} & {*path.parts} or not STATE.findall(path.read_text(encoding="utf-8")), path


def test_views_do_not_know_the_api_and_the_admin() -> None:
    for path in modules("datasets/views", "datasets/templatetags"):
        assert not {room(module) for module in imports(path)} & {"api", "admin", "management"}, name(path)


def test_no_modules_need_each_other_in_a_circle() -> None:
    known = {name(path).removesuffix(".__init__"): path for path in modules("datasets")}
    needs = TopologicalSorter(
        {
            # A package is loaded before what is in it, whatever that imports.
            here: {
                module for module in imports(path, for_types=False) if module in known and not here.startswith(module)
            }
            for here, path in known.items()
        }
    )
    needs.prepare()


@pytest.mark.parametrize(
    "word", ["utils", "util", "helpers", "helper", "services", "service", "misc", "common", "base_utils"]
)
def test_no_file_is_named_after_nothing(word: str) -> None:
    assert [str(path) for path in modules(*FOLDERS) if word in (path.stem, *path.relative_to(ROOT).parts[:-1])] == []


def test_no_file_has_to_be_scrolled_for_minutes() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*FOLDERS)}
    assert {file: lines for file, lines in lengths.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("path", modules("datasets", "directory"), ids=name)
def test_every_module_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_a_template_is_read_without_scrolling_sideways(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert {number: len(line) for number, line in enumerate(lines, 1) if len(line) > WIDEST} == {}


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.parent.name == "partials"], ids=template_name)
def test_every_partial_begins_with_what_it_expects(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    comment = re.match(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", text, re.DOTALL)
    assert comment is not None
    assert "Expects " in comment.group()


def test_every_template_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules("datasets"))
    templates = {
        path.relative_to(ROOT / "templates"): path.read_text(encoding="utf-8")
        for path in (ROOT / "templates").rglob("*.html")
    }
    # Django asks for these by name.
    by_name = {"500.html"}
    for template in templates:
        text = str(template)
        # A page of the desk is asked for without the folder (desk.doors.page).
        used = (
            text in by_name
            or f'"{text.removeprefix("desk/")}"' in code
            or f'"{text}"' in code
            or any(f'"{text}"' in other for other in templates.values())
        )
        assert used or text.startswith("admin/"), f"{text} is used nowhere"
