"""The jobs of the desk, done by mouse and by the keys alone; how many actions each takes is counted (working)."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.serving.site import HOST, Server, environment, serving

from . import visiting
from .cast_of_the_desk import DOUBLE, EDITOR, PASSWORD, WITHDRAWN
from .working import Worker

Begin = Callable[[str], Worker]


@pytest.fixture(scope="module")
def desk(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site of its own, with an editor and with something to do."""
    folder = tmp_path_factory.mktemp("desk")
    variables = environment(Path(shutil.copytree(seeded, folder / "data")), WEB_WORKERS="1")
    subprocess.run(
        [sys.executable, "-m", "tests.browser.cast_of_the_desk"], cwd=settings.BASE_DIR, env=variables, check=True
    )
    with serving(variables, folder / "log") as server:
        yield server


@pytest.fixture(params=["mouse", "keys"])
def begin(request: pytest.FixtureRequest, browser: object, desk: Server) -> Iterator[Begin]:
    """Sign in an editor, open the desk, and count from there; each job is told with its number of actions."""
    address = f"http://{HOST}:{desk.port}"
    with visiting.visitor(browser, address) as visitor:  # type: ignore[arg-type]
        visitor.open("/admin/login/?next=/en/desk/")
        visitor.page.fill("#id_username", EDITOR)
        visitor.page.fill("#id_password", PASSWORD)
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url(lambda address: urlsplit(address).path == "/en/desk/")
        visitor.page.wait_for_load_state()
        working: list[tuple[str, Worker]] = []

        def begin(job: str) -> Worker:
            working.append((job, Worker(visitor.page, keys=request.param == "keys")))
            return working[-1][1]

        yield begin
        assert visitor.faults == []
        for job, worker in working:
            request.node.user_properties.append((f"{job}, by {request.param}", worker.actions))


def done(worker: Worker) -> None:
    """See that the page says that what was sent was saved."""
    expect(worker.page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def find(worker: Worker, name: str) -> None:
    """Go to an entry's desk by its name."""
    worker.follow("Entries")
    worker.fill("Name, other name or address", name)
    worker.press("Find")


FIRST = {
    "Modality": "MRI; CT",
    "Anatomy": "liver",
    "Task": "segmentation",
    "Subjects": "1,010 patients",
    "Images": "2,000 images",
    "Licence": "CC BY 4.0",
}
SECOND = {
    "Size": "124 GB",
    "Year": "2019",
    "Access": "open",
    "File format": "DICOM; NIfTI",
    "Number of classes": "3",
    "Annotation": "segmentation mask",
}


def test_an_entry_with_twelve_facts_from_two_references(begin: Begin) -> None:
    worker = begin("an entry with 12 facts from two references")
    # Two names that are not alike: the second would be taken for the first one.
    name = "Norvia liver set" if worker.keys else "Quastel hepatic scans"
    worker.follow("Add an entry")
    worker.fill("Name, as the reference gives it", name)
    worker.fill("Address, DOI, or document of the catalogue", "https://doi.org/10.1234/liver")
    worker.choose("Whose word it is, if it is new", "The owner's word")
    worker.fill("Its title, if it is new", "A liver set")
    worker.press("Go on to its facts")
    for label, text in FIRST.items():
        worker.fill(label, text)
    worker.press("Save the facts")
    done(worker)
    worker.follow("Another reference")
    worker.fill("Address, DOI, or document of the catalogue", "https://example.org/liver/files")
    worker.choose("Whose word it is, if it is new", "A registry")
    worker.fill("Its title, if it is new", "The files")
    for label, text in SECOND.items():
        worker.fill(label, text)
    worker.press("Save the facts")
    done(worker)
    assert worker.actions < 40
    worker.follow("Back to the entry")
    page = worker.page.get_by_role("main")
    for text in ("1,010 patients", "124 GB", "Magnetic resonance", "Segmentation"):
        expect(page.get_by_text(text).first).to_be_visible()


def test_correcting_a_value(begin: Begin) -> None:
    worker = begin("correct a value")
    find(worker, "BUSI")
    worker.follow("Correct")
    printed = worker.page.get_by_label("As printed", exact=True)
    worker.fill_in(printed, f"{printed.input_value()} (corrected)")
    worker.press("Save")
    done(worker)
    assert worker.actions < 8


def test_settling(begin: Begin) -> None:
    worker = begin("settle a disagreement")
    worker.use(worker.page.locator("a[href*='/settle/']").first)
    worker.tick(worker.page.locator("input[name=statement]").first)
    worker.fill("Why, in a sentence", "The owner's page says so.")
    worker.press("Settle it")
    done(worker)
    assert worker.actions < 5


def test_last_weeks_changes_by_whom(begin: Begin) -> None:
    worker = begin("see last week's changes, by whom")
    worker.use(worker.page.locator("main a[href*='/changes/?days=7']").first)
    expect(worker.page.get_by_role("main").get_by_text("Ella").first).to_be_visible()
    assert worker.actions == 1


def test_undoing_one(begin: Begin) -> None:
    worker = begin("undo a change")
    find(worker, "BUSI")
    worker.follow("Correct")
    worker.fill("As printed", f"To be undone by {'keys' if worker.keys else 'mouse'}")
    worker.press("Save")
    done(worker)
    worker.page.goto("/en/desk/")
    worker.actions = 0
    worker.use(worker.page.get_by_role("main").get_by_role("link", name=re.compile("Undo")).first)
    worker.press("Undo")
    expect(worker.page.get_by_role("status").filter(has_text="Undone")).to_be_visible()
    assert worker.actions <= 3


def test_restoring_a_withdrawn_entry(begin: Begin) -> None:
    worker = begin("restore a withdrawn entry")
    worker.use(worker.page.locator("main a[href*='withdrawn']").first)
    if worker.page.locator("main a[href*='/status/']").count():
        worker.use(worker.page.locator(f"main a[href*='/{WITHDRAWN}/status/']").first)
    worker.press("Restore")
    done(worker)
    assert worker.actions < 4
    # For whoever comes next.
    worker.page.goto(f"/en/desk/entries/{WITHDRAWN}/status/")
    worker.page.get_by_role("main").get_by_role("button", name="Withdraw").click()
    worker.page.wait_for_url(f"**/desk/entries/{WITHDRAWN}/")


def test_twenty_texts_reviewed_in_one_language(begin: Begin) -> None:
    worker = begin("20 texts reviewed in one language")
    worker.follow("Texts")
    language = "ru" if worker.keys else "fr"
    worker.use(worker.page.locator(f"main a[href*='/texts/{language}/']").first)
    boxes = worker.page.locator("main input[type=checkbox]")
    assert boxes.count() == 20
    for number in range(20):
        worker.tick(boxes.nth(number))
    worker.press("Approve the ticked")
    expect(worker.page.get_by_role("status").first).to_be_visible()
    assert worker.actions < 25


def test_merging_two(begin: Begin) -> None:
    worker = begin("merge two entries")
    find(worker, DOUBLE)
    worker.follow("Merge")
    worker.fill("Which entry is the same as KiTS19 (copy)?", "kits19")
    worker.press("Show what will happen")
    worker.use(worker.page.get_by_role("main").get_by_role("button", name="Merge", exact=True))
    done(worker)
    assert worker.actions < 8
    # For whoever comes next: the two are apart again.
    worker.page.get_by_role("status").get_by_role("link").click()
    worker.page.get_by_role("main").get_by_role("button", name="Undo").click()
    expect(worker.page.get_by_role("status").filter(has_text="Undone")).to_be_visible()


def test_accepting_a_suggestion(begin: Begin) -> None:
    worker = begin("accept a suggestion")
    number = "8" if worker.keys else "9"
    worker.page.goto("/en/suggest/?about=fact&dataset=brats&field=class_count")
    worker.page.get_by_label("What is right").fill(number)
    worker.page.get_by_label("Where it stands (an address or DOI)").fill("https://example.org/brats/classes")
    worker.page.get_by_role("button", name="Send").click()
    worker.page.goto("/en/desk/")
    worker.use(worker.page.locator("main a[href*='/suggestions/']").filter(has_text="BraTS").first)
    worker.press("Accept as it is")
    expect(worker.page.get_by_role("status").first).to_be_visible()
    assert worker.actions < 4
