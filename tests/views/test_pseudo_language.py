"""No page has words that cannot be translated: in a made-up translation that brackets every message, all words of the
interface are in brackets, and what is not is the catalogue's.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from datasets.models import LANGUAGES
from datasets.records.files import Tree
from directory import messages
from tests.kept import forget

from .reading import HIDDEN, Element, Page
from .test_languages import PAGES_OF_ALL_KINDS

OPEN, CLOSE = "\u27e6", "\u27e7"
# More pages: what an example does not show of its kind.
MORE = (
    "/en/datasets/?q=brain&modality=MR&modality=CT&colour=red&page=99&year_min=2000&size_max=5GB&size_min=x&sort=no",
    "/en/datasets/?q=xyzzyplugh&modality=CT&anatomy=eye",
    "/en/datasets/?q=kidny",
    "/en/datasets/?q=%22open+size:%3E%3E+modality:none",
    "/en/datasets/brats/",
    "/en/datasets/chestx-ray14/",
    "/en/datasets/lidc-idri/",
    "/en/datasets/mimic-cxr/",
    "/en/guides/pneumonia-detection/",
    "/en/guides/choosing-a-dataset/",
    "/en/which/?use_case=pneumonia-detection&level=beginner&budget=5GB&speed=50&commercial=yes&agreement=no&colour=1",
    "/en/suggest/?dataset=none&page=none&about=none&sent=1",
    "/en/compare/?d=brats&d=kits19&d=none&d=lidc-idri&d=kits19&only=differences&colour=red",
    "/en/overlap/?train=covidx%0ABraTS%0Axyzzy%0ARSNA+competitions&test=lidc-idri%0Abrain-mri-segmentation%0ALiTS&colour=red",
    "/en/overlap/?train=brats&train=covidx&test=covidx&test=mura",
    "/nothing/",
)
WORD = re.compile(r"[^\W\d_]{2,}")
# Attributes that people read.
SHOWN = ("title", "alt", "placeholder", "aria-label", "content", "data-suggest-label")
# What programs read, in forms of their own.
FOR_PROGRAMS = (
    "viewport", "robots", "color-scheme", "twitter:card", "og:url", "og:type", "og:locale", "og:locale:alternate",
    "og:image",
)  # fmt: skip
# Elements whose text is not shown, or is code or a quotation.
QUOTED = (HIDDEN - {"title"}) | {"code", "pre", "q"}
# What is between the parts of a text that the interface puts together from the catalogue's own words.
BETWEEN = re.compile(r"\s*(?:[·›—–,;:()×≥≤“”]|(?<!\w)\d[\d\s.,]*)\s*")
# Names, and signs that are the same in every language.
NAMES = frozenset({"lightbox", "dicom", "json", "api", "sct", "coar", "spdx", "doi", "utf-8", "width", "device-width"})

pytestmark = pytest.mark.django_db


@pytest.fixture
def bracketed(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """French is every message in brackets."""
    catalog = messages.MessageCatalog(locale="fr", fuzzy=False)
    for message in messages.extracted():
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            translated = tuple(f"{OPEN}{form}{CLOSE}" for form in forms)
            catalog.add(message.id, translated if len(forms) > 1 else translated[0], context=message.context)
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(messages.compiled(catalog))
    forget()
    settings.LOCALE_PATHS = [tmp_path]
    yield
    forget()


@pytest.fixture(scope="module")
def own_words(tree: Tree) -> set[str]:
    """Every text of the catalogue, and the single words of its codes and names."""
    found: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, str):
            found.add(" ".join(value.split()).casefold())
        elif isinstance(value, Mapping):
            for key, child in value.items():
                collect(key)
                collect(child)
        elif isinstance(value, list):
            for child in value:
                collect(child)

    for kind in ("vocabulary", "source", "document", "dataset", "guide"):
        for _, record in getattr(tree, kind):
            collect(record)
    return found | {name.casefold() for name in LANGUAGES.values()} | NAMES


class Outside:
    """Collects what is shown and not in brackets, with where it stands. A message may have elements inside."""

    def __init__(self, page: Page) -> None:
        self.depth = 0
        self.found: list[tuple[str, str]] = []
        for element in page.walk():
            if not element.get("lang") or element.tag == "html":
                self.attributes(element)
        self.texts(page)

    def add(self, place: str, text: str) -> None:
        kept = []
        for character in text:
            self.depth += (character == OPEN) - (character == CLOSE)
            kept.append(character if self.depth == 0 and character != CLOSE else "\n")
        self.found += [(place, line) for line in "".join(kept).split("\n")]

    def attributes(self, element: Element) -> None:
        if element.get("name") in FOR_PROGRAMS or element.get("property") in FOR_PROGRAMS:
            return
        # The names of formats, beside their addresses in the head.
        if element.tag == "link" and "describedby" in (element.get("rel") or ""):
            return
        for name in SHOWN:
            self.add(name, element.get(name) or "")

    def texts(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, str):
                self.add(element.tag, child)
            elif child.tag not in QUOTED and not child.get("lang"):
                self.texts(child)


def is_own(text: str, own: set[str]) -> bool:
    """Whether a text is the catalogue's, or made of the catalogue's texts and signs alone."""
    text = " ".join(text.split()).casefold()
    if text.endswith("…"):
        return any(whole.startswith(text.rstrip(" …")) for whole in own)
    bare = text.strip(" :·—,;")
    return (
        not WORD.search(text)
        or text in own
        or bare in own
        or all(part in own for part in BETWEEN.split(text) if WORD.search(part))
    )


@pytest.mark.usefixtures("bracketed")
def test_every_word_of_the_interface_can_be_translated(client: Client, own_words: set[str]) -> None:
    found = set()
    seen = 0
    for address in (*PAGES_OF_ALL_KINDS, *MORE):
        response = client.get(address.replace("/en/", "/fr/", 1), headers={"accept-language": "fr"})
        if not response["Content-Type"].startswith("text/html"):
            continue
        page = Page(response.content.decode("utf-8"))
        assert page.problems == [], address
        seen += page.text.count(OPEN)
        for place, text in Outside(page).found:
            if not is_own(text, own_words):
                found.add((place, " ".join(text.split())[:100], address))
    assert seen > 2_000
    assert not found, "\n".join(map(str, sorted(found)))
