"""The pictures that stand for pages where their links are shared, many on a sheet, for people to look at.

    python -m tests.contact_sheet         of the database's catalogue, in five languages, into var/previews

The entries with the longest names, with the most modalities, with nothing to say, and others; comparisons; the site.
"""

import os
from collections.abc import Iterable
from io import BytesIO

import django
from PIL import Image

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django is ready only now
from django.utils import translation  # noqa: E402

from datasets.compare import picture  # noqa: E402
from datasets.exports import preview  # noqa: E402
from datasets.facts.reading import asked_for  # noqa: E402
from datasets.models import LANGUAGES, Dataset  # noqa: E402
from datasets.models.dataset import published  # noqa: E402
from datasets.views import previews  # noqa: E402
from datasets.views.answers import of_itself  # noqa: E402

FOLDER = settings.BASE_DIR / "var" / "previews"
# Of one picture on the sheet, in pixels; and how many stand side by side.
WIDTH, HEIGHT, BESIDE = 600, 315, 4


def chosen() -> list[str]:
    """Return the slugs of twenty entries."""
    rows = asked_for(published().order_by("slug").values_list("slug", flat=True))
    by = {
        "name": sorted(rows, key=lambda slug: -len(rows[slug].name)),
        "modalities": sorted(rows, key=lambda slug: -len(rows[slug].modalities.all())),
        "little": sorted(rows, key=lambda slug: len(rows[slug].statement_set.all())),
        "much": sorted(rows, key=lambda slug: -len(rows[slug].statement_set.all())),
    }
    return [slug for slugs in by.values() for slug in slugs[:5]]


def said(row: Dataset) -> preview.Entry:
    """Return what the picture of an entry says."""
    return previews.said_of_entry(row, of_itself(row, picture.compare([row]), list(row.link_set.all())))


def sheet(pictures: Iterable[preview.Entry | preview.Entries | preview.Site], code: str) -> Image.Image:
    """Return a sheet with the pictures in a language."""
    drawn = [Image.open(BytesIO(preview.png(one, code))).resize((WIDTH, HEIGHT)) for one in pictures]
    lines = -(-len(drawn) // BESIDE)
    whole = Image.new("RGB", (BESIDE * (WIDTH + 10), lines * (HEIGHT + 10)), "#888888")
    for place, one in enumerate(drawn):
        whole.paste(one, ((place % BESIDE) * (WIDTH + 10), (place // BESIDE) * (HEIGHT + 10)))
    return whole


def main() -> None:
    """Write a sheet for each language."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    slugs = chosen()
    for code in LANGUAGES:
        with translation.override(code):
            rows = list(asked_for(slugs).values())
            groups = [rows[:6], rows[-6:], rows[:2]]
            compared = [previews.said_of_comparison(picture.compare(group), group) for group in groups]
            sheet([*map(said, rows), *compared, previews.said_of_site()], code).save(FOLDER / f"{code}.png")


if __name__ == "__main__":
    main()
