"""Texts for translators and back: one language of the catalogue as a gettext PO file, the format their tools know.

msgctxt is the text's key, msgid the original, msgstr the translation; the reference has the fingerprint of the
translation as it was exported, so that what a curator changes meanwhile is not overwritten. A translation that is out
of date is marked fuzzy, and as gettext has it, what is fuzzy or empty is not taken back. Reading collects every problem
with its line.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import polib
from django.utils.translation import to_locale

from datasets.facts.kinds import Record
from datasets.models import VOCABULARIES, Dataset, Source
from datasets.models.description import Description
from datasets.records import dumping, files
from datasets.records.checking import text_problems
from datasets.records.problems import Problem

from .fidelity import TRANSLATIONS, Names, same, wrong_script
from .translatable import DESCRIBED, State, Text, in_database

# 100,000 entries have some 200 MB of text in one language; a file beyond is none of ours.
MAXIMUM_FILE_BYTES = 250_000_000
# In a reference, before the fingerprint: no tool takes it for a file and a line.
EXPORTED = "exported-"
LOCALES = {to_locale(language): language for language in TRANSLATIONS}

# What tells a description row: the kind of its record, and the record's slug or code.
Owner = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One text of a file, with the place where it stands; `settled` says that it is there and not marked fuzzy.

    `exported` is the reference to the translation as it was exported, or "" where the file has none.
    """

    place: str
    key: str
    original: str
    version: str
    settled: bool
    exported: str


@dataclass
class Changes:
    """What a file would change in one language: descriptions by owner, with all their columns, and other texts."""

    language: str
    rows: dict[Owner, Record] = field(default_factory=dict)
    localised: list[tuple[Text, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows) + len(self.localised)


class OtherFileError(Exception):
    """There is a file that an export would destroy. The message names the fix."""


def export(language: str, path: Path) -> int:
    """Write every text of the database with its translation into `language` to `path`; return how many there are.

    Raises OtherFileError where there is another file, or an earlier export with translations that nobody has imported.
    """
    if path.exists():
        _refuse_to_lose(path)
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Project-Id-Version": "Lightbox catalogue",
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for text in in_database():
        if text.original:
            state = text.state(language)
            catalogue.append(
                polib.POEntry(
                    msgctxt=text.key,
                    msgid=text.original,
                    msgstr=text.versions.get(language, ""),
                    comment="" if state == State.KEPT else f"State: {state}",
                    flags=["fuzzy"] if state == State.OUT_OF_DATE else [],
                    occurrences=[(_reference(text.versions.get(language, "")), "")],
                )
            )
    files.replace(path, f"{catalogue}\n")
    return len(catalogue)


def _refuse_to_lose(path: Path) -> None:
    problems: list[Problem] = []
    language, entries = read(path, problems)
    if problems or not any(entry.exported for entry in entries):
        raise OtherFileError(f"{path} is there and is no export of texts; give a file that does not exist.")
    imported = {text.key: text.versions.get(language, "") for text in in_database()}
    lost = sum(
        bool(entry.version) and entry.exported != _reference(entry.version) and entry.version != imported.get(entry.key)
        for entry in entries
    )
    if lost:
        raise OtherFileError(
            f"{path} has {lost:,} translations that are not imported; import it, or give another file."
        )


def read(path: Path, problems: list[Problem]) -> tuple[str, list[Entry]]:
    """Return the language of a file and its entries; what cannot be read is added to `problems`."""
    try:
        if path.stat().st_size > MAXIMUM_FILE_BYTES:
            problems.append(Problem(path.name, "", f"is larger than {MAXIMUM_FILE_BYTES:,} bytes"))
            return "", []
        catalogue = polib.pofile(str(path), encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(path.name, "", f"is not UTF-8: byte {error.start} cannot be read; save it as UTF-8"))
        return "", []
    except FileNotFoundError:
        problems.append(Problem(str(path), "", "there is no such file"))
        return "", []
    except OSError as error:
        # polib tells of broken syntax by an OSError without a number.
        message = f"cannot be read: {error.strerror}" if error.errno else f"is not a PO file: {error}"
        problems.append(Problem(path.name, "", message))
        return "", []
    language = LOCALES.get(catalogue.metadata.get("Language", ""), "")
    if not language:
        problems.append(Problem(path.name, "Language", f"give one of {', '.join(LOCALES)} in the file's header"))
    return language, list(_entries(path.name, catalogue, problems))


def _entries(name: str, catalogue: polib.POFile, problems: list[Problem]) -> Iterator[Entry]:
    seen: dict[str, str] = {}
    for entry in catalogue:
        place, key = f"{name}:{entry.linenum}", entry.msgctxt or ""
        if entry.obsolete:
            continue
        if not key:
            problems.append(Problem(place, "msgctxt", "is missing; it is the key that says which text this is"))
        elif entry.msgid_plural:
            problems.append(Problem(place, key, "has a plural; these texts have none"))
        elif key in seen:
            problems.append(Problem(place, key, f"stands in {seen[key]} already; keep one"))
        else:
            settled = bool(entry.msgstr.strip()) and not entry.fuzzy
            exported = next((name for name, _ in entry.occurrences if name.startswith(EXPORTED)), "")
            yield Entry(place, key, entry.msgid, entry.msgstr, settled, exported)
        seen.setdefault(key, place)


def compare(language: str, entries: list[Entry], problems: list[Problem], *, reviewed: bool) -> Changes:
    """Return what the entries change in the database; what must not be taken is added to `problems`.

    With `reviewed`, descriptions whose texts are all in the file count as read and approved by a person.
    """
    # What is not printable is no slug, and some of it no database takes.
    slugs = {entry.key.split("/")[1] for entry in entries if entry.key.startswith("dataset/")}
    slugs = {slug for slug in slugs if slug.isprintable()}
    known = {text.key: text for text in in_database(slugs) if text.original}
    names = _names()
    changes = Changes(language)
    given: dict[Owner, dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        text = known.get(entry.key)
        if text is None:
            problems.append(Problem(entry.place, entry.key, "is no text of the catalogue; export again"))
        elif _changed_since(entry, text, language) and entry.exported == _reference(entry.version):
            # The translator let it be: the curator's version stays.
            continue
        elif entry.settled:
            wrong = list(_wrong(entry, text, language, names))
            problems += [Problem(entry.place, entry.key, message) for message in wrong]
            if text.described:
                given[text.record_kind, text.owner][text.field] = entry
            elif not wrong and text.versions.get(language) != entry.version:
                changes.localised.append((text, entry.version))
    for owner, parts in given.items():
        first = next(iter(parts.values()))
        row = _row(known[first.key], language, {name: entry.version for name, entry in parts.items()}, reviewed)
        lacking = [name for name in DESCRIBED[owner[0]] if name not in row]
        if lacking:
            message = f"comes without {' and '.join(lacking)}; translate all texts of an entry, or none"
            problems.append(Problem(first.place, first.key, message))
        elif row != known[first.key].rows.get(language):
            changes.rows[owner] = row
    return changes


def _reference(version: str) -> str:
    """Return the reference to a translation; one that is missing has one, too."""
    return f"{EXPORTED}{hashlib.sha256(version.encode()).hexdigest()[:16]}"


def _changed_since(entry: Entry, text: Text, language: str) -> bool:
    """Tell whether the translation is another one than the file was exported with; one that is gone may come back."""
    current = text.versions.get(language, "")
    return bool(current and entry.exported) and entry.exported != _reference(current)


def _names() -> Names:
    named = [*Dataset.objects.values("name", "aliases"), *Source.objects.values("name", "aliases")]
    return Names.of(cast(list[Record], named), map(dumping.dump_vocabulary, VOCABULARIES))


def _wrong(entry: Entry, text: Text, language: str, names: Names) -> Iterator[str]:
    if entry.original != text.original:
        yield "the original changed since the export; export again and translate what it says now"
        return
    if _changed_since(entry, text, language) and entry.version != text.versions[language]:
        yield f"the translation was changed since the export, to “{text.versions[language][:80]}”; export again"
        return
    yield from text_problems(entry.version, text.record_kind, text.place_in_schema)
    translated = replace(text, versions={**text.versions, language: entry.version})
    for check in (wrong_script, same):
        yield from check(translated, language, names)


def _row(text: Text, language: str, parts: Mapping[str, str], reviewed: bool) -> Record:
    """Return the description with the texts `parts`.

    It is up to date once all of its texts come from a file with the originals of today. A changed text is a curator's;
    it has to be reviewed again, and so has one that is said to fit an original that changed.
    """
    blank = {"language": language, "origin": Description.Origin.CURATOR.value, "reviewed": False}
    before = text.rows.get(language, {**blank, "translated_from": None})
    whole = parts.keys() >= set(DESCRIBED[text.record_kind])
    row = {**before, **parts}
    if row != before:
        row.update({"origin": Description.Origin.CURATOR.value, "reviewed": False})
    if whole:
        row["reviewed"] = row["reviewed"] and before["translated_from"] == text.current
        row.update({"translated_from": text.current, "reviewed": reviewed or row["reviewed"]})
    return row
