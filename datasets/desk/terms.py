"""What may be meant by what is typed into a field of the desk: terms, sources, references and entries, as JSON.

The fields work without: what is typed is read as it stands. The order is that of facts.terms, for everybody.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language

from datasets.facts.fields import FIELDS
from datasets.facts.terms import NotUnderstoodError, Vocabularies, nearness
from datasets.models import VOCABULARIES, Dataset, Document
from datasets.models.language import ORIGINAL
from datasets.words.folding import fold
from datasets.words.spellings import spellings

from .doors import desk
from .entry import MOST_LETTERS, MOST_WORDS, called

# So many are offered; of documents and entries so many are looked at, and so many characters of what is typed.
MOST, LOOKED_AT, LONGEST = 12, 200, 100
LAST = 9


@dataclass(frozen=True)
class Completion:
    """One that may be meant: its code, the text that the field takes, which is read as this one, and what tells it."""

    code: str
    text: str
    label: str


@desk(needs="sees")
def terms(request: HttpRequest) -> HttpResponse:
    """Answer with what `q` may begin: of the vocabulary of a `field`, or among the documents or the entries."""
    field = request.GET.get("field", "")
    typed = request.GET.get("q", "").strip()[:LONGEST]
    about = FIELDS.get(field)
    vocabulary = about.vocabulary if about is not None else field if field in VOCABULARIES else ""
    if field in OTHERS:
        found = OTHERS[field](typed) if typed else ()
    elif vocabulary:
        found = list(_terms(vocabulary, typed))
    else:
        return JsonResponse({"results": []}, status=400)
    return JsonResponse({"results": [asdict(one) for one in found]})


def _terms(vocabulary: str, typed: str) -> Iterator[Completion]:
    vocabularies, language = Vocabularies(), get_language() or ORIGINAL
    for code in vocabularies.completions(vocabulary, typed, language)[:MOST]:
        name = vocabularies.name(vocabulary, code, language)
        yield Completion(code, name if _means(vocabularies, vocabulary, name) == code else code, code)


def _means(vocabularies: Vocabularies, vocabulary: str, name: str) -> str:
    """Return the code of the term that a name means where it is typed as one of several; "" for none, or for two."""
    try:
        return "" if ";" in name or "；" in name else vocabularies.code(vocabulary, name)
    except NotUnderstoodError:
        return ""


def _documents(typed: str) -> list[Completion]:
    rows: QuerySet[Document] = Document.objects.order_by("-pk")
    for word in fold(typed).split()[:MOST_WORDS]:
        plain = spellings(word[:MOST_LETTERS])
        rows = rows.filter(Q(code__regex=plain) | Q(title__regex=plain))
    found = sorted(rows[:LOOKED_AT], key=lambda row: _order(nearness(typed, row.code, [row.title])))
    return [Completion(row.code, str(row), row.get_authority_display()) for row in found[:MOST]]


def _entries(typed: str) -> list[Completion]:
    rows = called(Dataset.objects.order_by("slug"), typed)[:LOOKED_AT]
    found = sorted(rows, key=lambda row: _order(nearness(typed, row.slug, [row.name], row.aliases)))
    return [Completion(row.slug, row.slug, row.name) for row in found[:MOST]]


def _order(near: int | None) -> int:
    """Return the place of one that is so near; those that only have the words somewhere come last."""
    return LAST if near is None else near


# What is no vocabulary and is completed all the same.
OTHERS: Mapping[str, Callable[[str], list[Completion]]] = {"document": _documents, "entry": _entries}
