"""The pictures that stand for pages: what they say, and that each text stands whole in its own place."""

from collections.abc import Iterator
from io import BytesIO
from itertools import combinations

import pytest
from django.test import Client
from django.utils import translation
from PIL import Image

from datasets.compare import picture
from datasets.exports import preview
from datasets.exports.colours import hue
from datasets.exports.lettering import letters
from datasets.exports.preview import HEIGHT, WIDTH, Entries, Entry, Frame, Lettered, Patch, Site, layout, standing
from datasets.facts.reading import asked_for
from datasets.models import LANGUAGES, Dataset, Modality
from datasets.models.dataset import published
from datasets.views import previews
from datasets.views.answers import of_itself

pytestmark = pytest.mark.django_db

LONG = "W" * Dataset._meta.get_field("name").max_length


def said(row: Dataset) -> Entry:
    return previews.said_of_entry(row, of_itself(row, picture.compare([row]), list(row.link_set.all())))


def everything(rows: list[Dataset]) -> Iterator[Entry | Entries | Site]:
    """Yield what the pictures of all entries say, of many comparisons of six, and of the site."""
    yield from map(said, rows)
    for start in range(0, len(rows), 6):
        group = rows[start : start + 6]
        yield previews.said_of_comparison(picture.compare(group), group)
    yield previews.said_of_site()


def overlap(one: Frame, other: Frame) -> bool:
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return across > 0.01 and down > 0.01


def held(placed: preview.Layout, code: str) -> None:
    """Hold that each text is whole, inside its frame, the frames inside the picture, and none over another."""
    texts = [part for part in placed if isinstance(part, Lettered)]
    for part in texts:
        frame = part.frame
        assert 0 <= frame.left <= frame.left + frame.width <= WIDTH
        assert 0 <= frame.top <= frame.top + frame.height <= HEIGHT
        assert "".join(part.fitted.lines).replace(" ", "") == part.text.replace(" ", "")
        for left, feet, line in standing(part, code):
            run = left
            for font, text in letters(part.weight, code).runs(line, part.fitted.size):
                _first, top, last, bottom = font.getbbox(text, anchor="ls")
                assert frame.top <= feet + top
                assert feet + bottom <= frame.top + frame.height + 1, part.text
                # A letter may lean a pixel over its own width.
                assert run + last <= frame.left + frame.width + 2, part.text
                run += font.getlength(text)
    for one, other in combinations(texts, 2):
        taken = [Frame(part.frame.left, part.frame.top, part.frame.width, part.fitted.height) for part in (one, other)]
        assert not overlap(*taken), (one.text, other.text)


@pytest.mark.todays
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_stands_whole_in_its_place(code: str) -> None:
    rows = list(asked_for(published().order_by("slug").values_list("slug", flat=True)).values())
    with translation.override(code):
        for one in everything(rows):
            held(layout(one, code), code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_worst_there_can_be_stands_whole_in_its_place(code: str) -> None:
    codes = list(Modality.objects.values_list("code", flat=True))
    answer = preview.Answer("?" * 60, "Ж" * 120, "unknown")
    held(layout(Entry(LONG, "肾" * 100, codes, [("Ж" * 60, "1" * 90)] * 3, [answer, answer]), code), code)
    held(layout(Entry("肾", "", [], [], []), code), code)
    held(
        layout(Entries(LONG[:100], ["Ж" * 60] * 3, [(LONG, codes, ("1" * 90, "", LONG[:90]))] * 6, "x" * 40), code),
        code,
    )


def test_a_picture_says_what_the_page_says() -> None:
    row = asked_for(["kits19"])["kits19"]
    with translation.override("fr"):
        told = said(row)
    assert told.name == "KiTS19"
    assert "CT" in told.modalities
    assert [name for name, _figure in told.figures] == ["Sujets", "Images", "Taille"][: len(told.figures)]
    assert all(answer.words for answer in told.answers)
    texts = {part.text for part in layout(told, "fr") if isinstance(part, Lettered)}
    assert {told.name, told.kind, *told.modalities, *(answer.words for answer in told.answers)} <= texts


def test_a_picture_has_the_hues_of_the_stylesheet() -> None:
    assert hue("CT") == ("#1975a9", "#fff")
    colours = {part.colour for part in layout(Entry("x", "y", ["CT"], [], []), "en") if isinstance(part, Patch)}
    assert hue("CT")[0] in colours
    for code in Modality.objects.filter(parent=None).values_list("code", flat=True):
        assert hue(code)[0].startswith("#")


@pytest.mark.parametrize(
    "address", ["/ru/preview.png", "/zh-hans/datasets/kits19/preview.png", "/fr/compare/preview.png?d=kits19&d=lits"]
)
def test_a_picture_is_one_that_may_be_kept(address: str, client: Client) -> None:
    answer = client.get(address)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, max-age=3600")
    assert Image.open(BytesIO(answer.content)).size == (WIDTH, HEIGHT)
    assert len(answer.content) < 150_000
    client.cookies["comparison"] = "kits19"
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "public, max-age=3600")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_a_comparison_follows_its_entries(client: Client) -> None:
    Dataset.objects.get(slug="lits").formerslug_set.create(slug="lits-2017")
    answer = client.get("/en/compare/preview.png?d=kits19&d=lits-2017")
    assert (answer.status_code, answer["Location"]) == (301, "/en/compare/preview.png?d=kits19&d=lits")


@pytest.mark.parametrize("slugs", [[], ["kits19"], ["kits19", "kits19"], ["kits19", "no"], ["kits19", "\0"]])
def test_what_is_no_comparison_has_no_picture(slugs: list[str], client: Client) -> None:
    assert client.get("/en/compare/preview.png", {"d": slugs}).status_code == 404


def test_more_than_six_have_no_picture(client: Client) -> None:
    slugs = list(published().order_by("slug").values_list("slug", flat=True)[:7])
    assert client.get("/en/compare/preview.png", {"d": slugs}).status_code == 404
