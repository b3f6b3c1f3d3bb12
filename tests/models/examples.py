"""One valid, unsaved row of every model, to change and to break; vocabularies and documents are the real ones."""

from collections.abc import Callable

from django.db.models import Model
from django.utils import timezone

from datasets import models
from datasets.models import Dataset, Document, Unit

IMAGES = "images"


def dataset() -> Dataset:
    """Return an entry with every figure known."""
    unit = Unit.objects.get(code=IMAGES)
    return Dataset(
        slug="made-up",
        name="Made up",
        category=models.Category.objects.get(code="imaging"),
        kind=models.Kind.objects.get(code="dataset"),
        access_level=models.AccessLevel.objects.get(code="unknown"),
        subjects=10,
        subjects_unit=unit,
        subjects_precision="exact",
        images=100,
        images_unit=unit,
        images_precision="about",
        size_bytes=1_000_000,
        size_precision="about",
        year=2020,
        class_count=2,
        quality=3,
        downloads=50,
        downloads_precision="at-least",
        prize_amount=1000,
        prize_currency="USD",
    )


def _owner() -> Dataset:
    return Dataset.objects.get(slug="mura")


def _document() -> Document:
    return Document.objects.get(code="000")


EXAMPLES: dict[type[Model], Callable[[], Model]] = {
    Dataset: dataset,
    models.FormerSlug: lambda: models.FormerSlug(dataset=_owner(), slug="made-up-before"),
    models.OrderedAccessStep: lambda: models.OrderedAccessStep(
        dataset=_owner(), step=models.AccessStep.objects.get(code="become-credentialed")
    ),
    models.Right: lambda: models.Right(dataset=_owner(), component="code", use="commercial", allowed=True),
    models.Count: lambda: models.Count(dataset=_owner(), value=5, unit=Unit.objects.get(code=IMAGES)),
    models.DatasetClass: lambda: models.DatasetClass(dataset=_owner(), name="Made up", count=5),
    models.Split: lambda: models.Split(dataset=_owner(), name="train", count=5, percent=50),
    models.Link: lambda: models.Link(dataset=_owner(), url="https://example.org/", kind="homepage"),
    models.Paper: lambda: models.Paper(dataset=_owner(), title="Made up", year=2020),
    models.DatasetDescription: lambda: models.DatasetDescription(
        dataset=_owner(), language="ru", summary="…", description="…"
    ),
    models.Source: lambda: models.Source(code="made-up", name="Made up", kind="host"),
    models.SourceDescription: lambda: models.SourceDescription(
        source=models.Source.objects.get(code="tcia"), language="ru", summary="…"
    ),
    Document: lambda: Document(code="made-up", title="Made up", kind="page", languages=["en"], lines=3),
    models.DocumentDescription: lambda: models.DocumentDescription(document=_document(), language="ru", summary="…"),
    models.Statement: lambda: models.Statement(
        dataset=_owner(), field="purpose", printed="for tests", document=_document(), line=1
    ),
    models.Disagreement: lambda: models.Disagreement(
        dataset=_owner(), field="images", kind="documents", explanation={"en": "They differ."}
    ),
    models.DatasetRelation: lambda: models.DatasetRelation(
        dataset=_owner(), kind="derived-from", target=Dataset.objects.get(slug="brats")
    ),
    models.Guide: lambda: models.Guide(slug="made-up", kind="level", titles={"en": "Made up"}),
    models.GuideEntry: lambda: models.GuideEntry(guide=models.Guide.objects.all()[0], dataset=_owner()),
    models.Suggestion: lambda: models.Suggestion(dataset=_owner(), text="It moved.", token="0" * 32),
    models.FailedSignIn: lambda: models.FailedSignIn(name="0" * 32, created=timezone.now()),
    models.ChangeSet: lambda: models.ChangeSet(stamp="0" * 32),
    models.Change: lambda: models.Change(
        change_set=models.ChangeSet.objects.earliest("pk"), kind="dataset", key=1, label="Made up", path="name"
    ),
    models.Proposal: lambda: models.Proposal(
        origin="form",
        revision=1,
        state="accepted",
        decided=timezone.now(),
        change_set=models.ChangeSet.objects.earliest("pk"),
    ),
    models.ProposalComment: lambda: models.ProposalComment(
        proposal=models.Proposal.objects.create(origin="form", revision=1), text="It moved."
    ),
    models.ProposedEdit: lambda: models.ProposedEdit(
        proposal=models.Proposal.objects.create(origin="form", revision=1),
        kind="dataset",
        key=1,
        label="Made up",
        path="name",
    ),
    models.Incoming: lambda: models.Incoming(name="list.csv", content=b"Name\n", digest="0" * 64, reader="delimited"),
    models.IncomingRow: lambda: models.IncomingRow(
        incoming=models.Incoming.objects.get_or_create(name="list.csv", content=b"Name\n", digest="0" * 64)[0],
        position=1,
        name="Made up",
        outcome="new",
    ),
    models.Meaning: lambda: models.Meaning(field="modality", text="made up", decision="printed"),
    models.Verdict: lambda: models.Verdict(source="000", key="made up", entry=_owner(), verdict="apart"),
    models.LinkHealth: lambda: models.LinkHealth(
        address="example.org/set", url="https://example.org/set", host="example.org"
    ),
    models.LinkCheck: lambda: models.LinkCheck(
        health=models.LinkHealth.objects.create(address="a.org", url="https://a.org/", host="a.org"),
        first=timezone.now(),
        last=timezone.now(),
    ),
    models.SeedMark: lambda: models.SeedMark(kind="dataset", key="made-up", digest="0" * 64),
}


def term(model: type[models.Term], **changes: object) -> models.Term:
    """Return a valid, unsaved term of the vocabulary `model` with `changes`."""
    return model(**{"code": "Made-Up", "names": {"en": "Made up"}, **changes})
