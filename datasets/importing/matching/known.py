"""What is known of entries, as far as it tells them apart: read from the database in few queries, or from records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Value

from datasets.facts.kinds import Record
from datasets.importing.claims import UNREAD, Described
from datasets.importing.matching.names import Lexicon
from datasets.models import VOCABULARIES, Dataset, DatasetRelation, FormerSlug, Link, Paper, Verdict
from datasets.records.files import Tree
from datasets.words.identifiers import address, doi

# A paper, its code and a tool may be those of several; what is fetched and where it is shown is one's own.
OWN = (Link.Kind.HOMEPAGE, Link.Kind.DOWNLOAD, Link.Kind.ARCHIVE)
# Kinds of entries that gather others: what is found in an archive is not the archive.
GATHERING = frozenset({"archive", "library", "directory", "service", "challenge-series"})
# Vocabularies whose words are meanings in names.
MEANT = ("modality", "anatomy", "condition", "task", "annotation")
# Fields of claims that are read here, and the signs between several values.
NAME, ALIAS, KIND, MODALITY, YEAR = "name", "aliases", "kind", "modality", "year"
LINK, PAPER = "link", "paper"
# Entries of which no more are asked for by their keys.
MOST_ASKED = 2_000
# The source of verdicts between entries of ours.
ENTRY = "entry"


@dataclass(frozen=True)
class Known:
    """What tells an entry, or what a row describes, from others.

    `texts` are DOIs, addresses and ids that are its own, `links` addresses that are only given with it, `papers` the
    DOIs and addresses of papers in their normal form, `hosts` the names of its sources. `key` is the primary key, 0 for
    what is no entry yet.
    """

    slug: str
    name: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    papers: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    kind: str = ""
    year: int | None = None
    hosts: tuple[str, ...] = ()
    key: int = 0
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """What people decided, and what is recorded: of rows by source and key, and of pairs of entries."""

    rows: Mapping[tuple[str, str], Mapping[str, str]]
    apart: frozenset[frozenset[int]] = frozenset()


def terms() -> list[tuple[str, str]]:
    """Return the words of the vocabularies that names have, each behind its code; one query."""
    first, *rest = (
        VOCABULARIES[name].objects.order_by().annotate(of=Value(name)).values_list("of", "code", "names", "synonyms")
        for name in MEANT
    )
    found: list[tuple[str, str]] = []
    for vocabulary, code, names, synonyms in first.union(*rest, all=True):
        words = [*names.values(), *(word for some in synonyms.values() for word in some)]
        found += [(f"{vocabulary}:{code}", word) for word in words]
    return found


def lexicon() -> Lexicon:
    """Return the words of the vocabularies of the database: the same one until they change; one query."""
    return _lexicon(tuple(terms()))


@lru_cache(maxsize=1)
def _lexicon(words: tuple[tuple[str, str], ...]) -> Lexicon:
    return Lexicon(words)


def terms_of(vocabularies: Iterable[Record]) -> list[tuple[str, str]]:
    """Return the same of records of vocabularies."""
    return [
        (f"{record['vocabulary']}:{term['code']}", word)
        for record in vocabularies
        if record["vocabulary"] in MEANT
        for term in record["terms"]
        for word in (*term["names"].values(), *(word for some in term["synonyms"].values() for word in some))
    ]


def entries() -> list[Known]:
    """Return what is known of all entries that are not withdrawn; six queries."""
    return supported(named())


def named() -> list[Known]:
    """Return the names, own addresses, kind and year of all entries that are not withdrawn; three queries."""
    former, texts = (defaultdict[int, list[str]](list) for _ in range(2))
    for key, slug in FormerSlug.objects.order_by().values_list("dataset", "slug"):
        former[key].append(slug)
    for key, url in Link.objects.filter(kind__in=OWN).order_by("dataset", "pk").values_list("dataset", "url"):
        texts[key].append(url)
    rows = Dataset.objects.exclude(status=Dataset.Status.WITHDRAWN).order_by("pk")
    return [
        Known(
            slug,
            name,
            (*aliases, slug, *former.get(key, ())),
            tuple(texts.get(key, ())),
            kind=kind,
            year=year,
            key=key,
        )
        for key, slug, name, aliases, kind, year in rows.values_list(
            "pk", "slug", "name", "aliases", "kind__code", "year"
        )
    ]


def supported(known: Sequence[Known]) -> list[Known]:
    """Return the same with what supports a likeness: papers, modalities and hosts; three queries."""
    papers, modalities, hosts = (defaultdict[int, list[str]](list) for _ in range(3))
    through, sources = Dataset.modalities.through.objects, Dataset.sources.through.objects
    # Many are read whole: an IN of all keys would be no shorter.
    only = {"dataset__in": [one.key for one in known]} if len(known) <= MOST_ASKED else {}
    for key, *both in Paper.objects.filter(**only).order_by().values_list("dataset", "doi", "url"):
        papers[key] += both
    for key, code in through.filter(**only).order_by().values_list("dataset", "modality__code"):
        modalities[key].append(code)
    for key, name, aliases in (
        sources.filter(**only).order_by().values_list("dataset", "source__name", "source__aliases")
    ):
        hosts[key] += (name, *aliases)
    return [
        replace(
            one,
            papers=papers_of(papers.get(one.key, ())),
            modalities=frozenset(modalities.get(one.key, ())),
            hosts=tuple(hosts.get(one.key, ())),
        )
        for one in known
    ]


def related() -> frozenset[frozenset[int]]:
    """Return the pairs of entries, by their primary keys, between which a relation is recorded; one query."""
    return frozenset(map(frozenset, DatasetRelation.objects.order_by().values_list("dataset", "target")))


def decided() -> Decided:
    """Return the verdicts of people, and the pairs of entries that are related or told apart; two queries."""
    rows: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    apart = set(related())
    verdicts = Verdict.objects.order_by().values_list("source", "key", "entry", "entry__slug", "verdict")
    for source, key, entry, slug, verdict in verdicts:
        if source != ENTRY:
            rows[source, key][slug] = verdict
        elif key.isdecimal():
            apart.add(frozenset((int(key), entry)))
    return Decided(rows, frozenset(apart))


def of_row(described: Described) -> Known:
    """Return what a row tells of a dataset; where it is a record of our own format, what the record holds."""
    if described.record is not None:
        return of_record(described.record, (described.key, *described.identifiers), described.names)
    values: dict[str, list[str]] = defaultdict(list)
    for claim in described.claims:
        told = claim.printed if claim.value is UNREAD else claim.value
        for one in told if isinstance(told, list | tuple) else [told]:
            values[claim.field].append(_text(one))
    year = next((int(text) for text in values[YEAR] if len(text) == 4 and text.isdecimal()), None)
    return Known(
        "",
        described.name,
        (*described.names, *values[ALIAS], *(text for text in values[NAME] if text != described.name)),
        tuple(text for text in (*described.identifiers, described.key) if text),
        papers_of(values[PAPER]),
        frozenset(code for text in values[MODALITY] for code in text.replace(",", ";").split(";") if code.strip()),
        next(iter(values[KIND]), "").lower(),
        year,
        links=tuple(values[LINK]),
    )


def of_record(record: Record, texts: Iterable[str] = (), names: Iterable[str] = ()) -> Known:
    """Return what a record of our own format tells of its dataset."""
    links = [link["url"] for link in record.get("link") or () if link["kind"] in OWN]
    papers = [paper.get(key) or "" for paper in record.get("paper") or () for key in ("doi", "url")]
    slugs = (record.get("slug", ""), *(record.get("former_slugs") or ()))
    return Known(
        record.get("slug", ""),
        record["name"],
        tuple(text for text in (*(record.get("aliases") or ()), *names, *slugs) if text),
        tuple(text for text in (*texts, *links) if text),
        papers_of(papers),
        frozenset(record.get("modality") or ()),
        record.get("kind") or "",
        record.get("year"),
        tuple(record.get("source") or ()),
    )


def of_tree(tree: Tree) -> tuple[list[Known], Lexicon, Decided]:
    """Return what the files of a catalogue tell of its entries, the words of its vocabularies, and its relations."""
    hosts = {record["code"]: (record["name"], *(record.get("aliases") or ())) for _, record in tree.source}
    found = []
    for key, (_, record) in enumerate(tree.dataset, 1):
        known = of_record(record)
        found.append(replace(known, key=key, hosts=tuple(name for code in known.hosts for name in hosts.get(code, ()))))
    keys = {known.slug: known.key for known in found}
    apart = {
        frozenset((keys[record["slug"]], keys[relation["target"]]))
        for _, record in tree.dataset
        for relation in record.get("relation") or ()
        if relation["target"] in keys
    }
    return found, Lexicon(terms_of(record for _, record in tree.vocabulary)), Decided({}, frozenset(apart))


def papers_of(texts: Iterable[str]) -> frozenset[str]:
    """Return DOIs and addresses of papers in their normal form."""
    return frozenset(found for text in texts if text and (found := doi(text) or address(text)))


def _text(value: object) -> str:
    """Return the text of a value that may be an object with an address, a DOI or a code."""
    if isinstance(value, dict):
        return str(next((value[key] for key in ("url", "doi", "code", "value") if value.get(key)), ""))
    return str(value)
