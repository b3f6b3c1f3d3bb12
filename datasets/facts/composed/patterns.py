"""How a text is made of what is known, in whatever language: which things are told, in which order, and how many.

What stands here is the same in all languages; the words and all that declines, agrees or counts are each language's own
(en, fr, pt_br, zh_hans, ru). A pattern that a new term of a vocabulary has no phrase for falls back to its name, which
is not inflected: in brackets, or behind a colon.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from django.utils.formats import number_format

from datasets.models import Unit
from datasets.models.dataset import Precision
from datasets.models.language import ORIGINAL, best
from datasets.words import wording

from .known import COLLECTING, Amount, Known, Split, bare

# A summary has no more characters where one can be made of less.
LONGEST_SUMMARY = 200
# Items of a list that a summary names, and whether it tells the tasks, from the fullest to the shortest.
IN_SUMMARY = ((3, True), (2, True), (2, False), (1, False), (0, False))
# Items of a list that a description names; figures are not cut so soon.
IN_DESCRIPTION = 4
MOST_FIGURES = 6
# What a condition is told of: entries about images or signals show parts of the body, others speak of them.
SHOWING = ("imaging", "signals")

# A word that keeps its capital within a sentence: it has another one, or a digit, or is a letter (X-ray).
KEEPS_CAPITAL = re.compile(r"\w\S*[^\W_a-zà-ÿа-яё]|\w(?:\W|\Z)|\w+['’]s\b")
# Modalities that show one part of the body, which their names say already.
OF_ONE_PART = {"MG", "OP", "DMS", "ECG", "EEG"}
# Of more modalities a heading says what they have in common, and names some of them in brackets.
MOST_MODALITIES = 4
# Modalities that show any part of the body, so that several of them may stand before several parts.
OF_ANY_PART = {"XRAY", "CR", "DX", "CT", "MR", "US", "PT", "NM"}
# What a rounded figure from here on is written in.
MILLION = 10**6
ROUNDED = (Precision.ABOUT, Precision.AT_LEAST)

# What a phrase table has for a code.
Phrases = Mapping[str, str]


class Patterns:
    """The patterns of one language. Phrases are by the codes of the vocabularies; places in them are in braces.

    A kind has what stands in a heading and what stands behind "is"; both have a place for {material}.
    """

    language: ClassVar[str]
    kinds: ClassVar[Mapping[str, tuple[str, str]]]
    categories: ClassVar[Phrases]
    # Kind and category -> a category's phrase where the kind's has a word of it already: "jeu de données tabulaires".
    together: ClassVar[Mapping[tuple[str, str], str]] = {}
    modalities: ClassVar[Phrases]
    anatomies: ClassVar[Phrases]
    tasks: ClassVar[Phrases]
    annotations: ClassVar[Phrases]
    methods: ClassVar[Phrases]
    access: ClassVar[Phrases]
    licenses: ClassVar[Phrases]
    formats: ClassVar[Phrases]
    splits: ClassVar[Phrases]
    # Conditions and use cases that need another form in a list than the vocabulary's name.
    conditions: ClassVar[Phrases] = {}
    use_cases: ClassVar[Phrases] = {}
    # Language names are proper nouns in English alone.
    lowers_languages: ClassVar[bool] = True
    # Precision -> words with a place for the {amount}.
    precise: ClassVar[Phrases]
    # Between the items of a list, before its last one, and behind what is cut.
    comma: ClassVar[str] = ", "
    last: ClassVar[str]
    # Before the last item where an item is a list itself: "lungs and heart, and the brain".
    last_of_lists: ClassVar[str]
    more: ClassVar[str]
    # Field -> what its terms are counted by, in a language that counts so.
    measures: ClassVar[Phrases] = {}
    # Around what stands behind the head of a summary.
    brackets: ClassVar[str] = " ({items})"
    within: ClassVar[str] = " ({figure})"
    figures: ClassVar[str] = ": {amounts}"
    aims: ClassVar[str] = ", {tasks}"
    stop: ClassVar[str] = "."
    # Between the clauses of a sentence, and between sentences.
    clause: ClassVar[str] = "; "
    sentence: ClassVar[str] = " "
    # Clause -> words; a pair is for one thing and for several.
    clauses: ClassVar[Mapping[str, str]]

    # What is said

    def summary(self, known: Known) -> str:
        """Return one sentence: what the entry is and shows, how much of it, and for what."""
        found = ""
        for most, with_tasks in IN_SUMMARY:
            found = self._summary(known, most, with_tasks=with_tasks)
            if len(found) <= LONGEST_SUMMARY:
                break
        return found

    def _summary(self, known: Known, most: int, *, with_tasks: bool) -> str:
        head, extra = self.heading(known, max(most, 1), in_sentence=False)
        parts = [head]
        conditions = [] if known.single("kind") in COLLECTING else known.codes["condition"]
        named = [*extra, *map(self._condition(known), conditions)]
        if named and most:
            parts.append(self.brackets.format(items=self.listed(named, most, "condition")))
        if known.amounts:
            parts.append(self.figures.format(amounts=self.listed([self.amount(item) for item in known.amounts])))
        if with_tasks and known.codes["task"]:
            parts.append(self.aims.format(tasks=self.aim(known)))
        return capital("".join(parts)) + self.stop

    def description(self, known: Known) -> str:
        """Return a few sentences: what the entry is, how much of it, its annotations, splits, access and origin."""
        topics = self._topics(known)
        # Some languages tie what an entry is about to what it is, with a comma.
        tied = not topics[:1].isalpha()
        groups = (
            [self._what(known) + (topics if tied else "")],
            self._topics_and_uses("" if tied else topics, known),
            [*self._figures(known), *self._files(known), *self._languages(known)],
            [*self._annotations(known), *self._classes(known)],
            self._splits(known),
            [*self._access(known), *self._origin(known)],
        )
        first, *others = (self.clause.join(clauses) + self.stop for clauses in groups if clauses)
        # The first one begins with the entry's name, which stays as it is.
        return self.sentence.join([first, *map(capital, others)])

    # The clauses

    def _what(self, known: Known) -> str:
        head, extra = self.heading(known, IN_DESCRIPTION, in_sentence=True)
        if extra:
            head += self.brackets.format(items=self.listed(extra, IN_DESCRIPTION))
        clause = "is" if self._has_phrase(known) else "is as"
        return self.clauses[clause].format(name=known.name, what=head)

    def _topics(self, known: Known) -> str:
        """Return what the entry is about; where that is no clause of its own, with the sign that ties it."""
        names = [self._condition(known)(code) for code in known.codes["condition"]]
        if not names:
            return ""
        clause = "among topics" if known.single("kind") in COLLECTING else "about"
        return self.one_or_more(clause, names).format(items=self.listed(names, IN_DESCRIPTION, "condition"))

    def _topics_and_uses(self, topics: str, known: Known) -> list[str]:
        names = [self.phrase("use_case", self.use_cases, known, code) for code in known.codes["use_case"]]
        uses = self.listed(names, 3, "use_case")
        if topics and uses and "and uses" in self.clauses:
            pause = self.comma.rstrip() if self.last in topics else ""
            return [topics + pause + self.clauses["and uses"].format(items=uses)]
        return [*filter(None, [topics]), *([self.one_or_more("uses", names).format(items=uses)] if names else [])]

    def _figures(self, known: Known) -> list[str]:
        amounts = [*known.amounts, *known.counts]
        if not amounts:
            return []
        return [
            self.clauses["figures"].format(items=self.listed([self.amount(item) for item in amounts], MOST_FIGURES))
        ]

    def _files(self, known: Known) -> list[str]:
        names = [self.phrase("format", self.formats, known, code) for code in known.codes["format"]]
        held = known.single("size")
        size = self.size(held["value"], held["precision"] or "") if held and held["value"] else ""
        if not names:
            return [self.clauses["size"].format(size=size)] if size else []
        key = "files" if not size else "files and size"
        return [self.one_or_more(key, names).format(items=self.listed(names, IN_DESCRIPTION, "format"), size=size)]

    def _languages(self, known: Known) -> list[str]:
        codes = known.codes["language"]
        names = [self.name(known, "language", code, lower=self.lowers_languages) for code in codes]
        return [self.one_or_more("language", names).format(items=self.listed(names, IN_DESCRIPTION))] if names else []

    def _annotations(self, known: Known) -> list[str]:
        kinds = [self.phrase("annotation", self.annotations, known, code) for code in known.codes["annotation"]]
        items = self.listed(kinds, IN_DESCRIPTION, "annotation")
        found = [self.clauses["annotations"].format(items=items)] if kinds else []
        codes = known.codes["annotation_method"]
        if codes and all(code in self.methods for code in codes):
            # In the order of the table: people, before what they do.
            makers = self.listed([phrase for code, phrase in self.methods.items() if code in codes])
            found.append(self.clauses["made"].format(items=makers))
        elif codes:
            names = [self.name(known, "annotation_method", code) for code in codes]
            found.append(self.clauses["made as"].format(items=self.listed(names, IN_DESCRIPTION)))
        return found

    def _classes(self, known: Known) -> list[str]:
        number = known.single("class_count")
        names = self.class_names(known)
        if number:
            counted = self.classes(number)
            if names and len(names) == number:
                return [self.clauses["classes named"].format(classes=counted, items=self.listed(names, IN_DESCRIPTION))]
            return [self.clauses["classes"].format(classes=counted)]
        return [self.clauses["among classes"].format(items=self.listed(names, IN_DESCRIPTION))] if names else []

    def class_names(self, known: Known) -> list[str]:
        """Return the classes by name: as printed in English, else by the conditions where these tell them apart."""
        if self.language == ORIGINAL:
            return [item.name for item in known.classes]
        found = [self._condition(known)(item.condition) for item in known.classes if item.condition]
        return found if len(set(found)) == len(known.classes) else []

    def _splits(self, known: Known) -> list[str]:
        named = [split for split in known.splits if split.name in self.splits]
        if not named:
            return []
        return [self.one_or_more("splits", named).format(items=self.listed([self.split(item) for item in named]))]

    def _access(self, known: Known) -> list[str]:
        found = []
        if known.access:
            phrase = self.access.get(known.access)
            name = self.name(known, "access", known.access)
            found.append(phrase or self.clauses["access"].format(name=name))
        if license_code := known.single("license"):
            spdx = known.word("license", license_code).spdx
            if spdx:
                found.append(self.clauses["license"].format(name=spdx))
            else:
                name = self.name(known, "license", license_code)
                found.append(self.licenses.get(license_code) or self.clauses["other license"].format(name=name))
        return found

    def _origin(self, known: Known) -> list[str]:
        names = [best(known.word("source", code).names, self.language)[1] for code in known.codes["source"]]  # type: ignore[index]
        # An archive is often its own source.
        names = [name for name in names if name not in (known.name, bare(known.name))]
        year = known.single("year")
        found = [self.one_or_more("source", names).format(items=self.listed(names, 3, "source"))] if names else []
        return [*found, *([self.clauses["year"].format(year=year)] if year else [])]

    # Pieces

    def heading(self, known: Known, most: int, *, in_sentence: bool) -> tuple[str, list[str]]:
        """Return what the entry is and shows, and the names of what the tables have no phrase for."""
        kind, category = known.single("kind"), known.single("category")
        modalities, others = self._told("modality", self.modalities, known)
        if len(modalities) > MOST_MODALITIES:
            modalities, others = [], [self.name(known, "modality", code) for code in known.codes["modality"]]
        anatomies: Sequence[str] = []
        if category in SHOWING:
            anatomies, unnamed = self._told("anatomy", self.anatomies, known)
            others += unnamed
            anatomies = [] if modalities and kind in COLLECTING else _regions(modalities, anatomies)
        if not self._has_phrase(known):
            shown = [self.name(known, field, code) for field in ("modality", "anatomy") for code in known.codes[field]]
            return self.name(known, "kind", kind, lower=in_sentence), [self.name(known, "category", category), *shown]
        material = self.material(kind, modalities, category, anatomies, most)
        return self.kinds[kind][in_sentence].format(material=material), others

    def _has_phrase(self, known: Known) -> bool:
        """Tell whether there are phrases for what the entry is; its category stands in where no modality is named."""
        return known.single("kind") in self.kinds and known.single("category") in self.categories

    def _told(self, field: str, table: Phrases, known: Known) -> tuple[list[str], list[str]]:
        """Return the codes of a field that the table has a phrase for, and the names of the others."""
        codes = known.codes[field]
        return [code for code in codes if code in table], [
            self.name(known, field, code) for code in codes if code not in table
        ]

    def material(self, kind: str, modalities: Sequence[str], category: str, anatomies: Sequence[str], most: int) -> str:
        """Return what the data are and which parts of the body they show: "CT scans of the lung"."""
        shown = [self.modalities[code] for code in modalities]
        shown = shown or [self.together.get((kind, category)) or self.categories[category]]
        regions = [self.anatomies[code] for code in anatomies]
        return self.of(self.shown(shown), self.listed(regions, most, "anatomy"))

    def shown(self, phrases: Sequence[str]) -> str:
        """Return what the data are as a list."""
        return self.listed(phrases)

    def of(self, shown: str, regions: str) -> str:
        """Return images with the parts of the body that they show, if any is told."""
        return f"{shown} {regions}" if regions else shown

    def aim(self, known: Known) -> str:
        """Return for which tasks the data are."""
        codes = known.codes["task"]
        if all(code in self.tasks for code in codes):
            names = [self.tasks[code] for code in codes]
            return self.one_or_more("aim", names).format(items=self.listed(names, IN_DESCRIPTION, "task"))
        names = [self.name(known, "task", code) for code in codes]
        return self.clauses["tasks"].format(items=self.listed(names, IN_DESCRIPTION, "task"))

    def _condition(self, known: Known) -> Callable[[str], str]:
        return lambda code: self.conditions.get(code) or self.name(known, "condition", code)

    def phrase(self, field: str, table: Phrases, known: Known, code: str) -> str:
        """Return the phrase of a code, or its name where there is none."""
        return table.get(code) or self.name(known, field, code)

    def name(self, known: Known, field: str, code: str, *, lower: bool = True) -> str:
        """Return the vocabulary's name of a code as it stands within a sentence, not inflected."""
        found = best(known.word(field, code).names, self.language)
        name = bare(found[1] if found else code)
        return name[:1].lower() + name[1:] if lower and not KEEPS_CAPITAL.match(name.split(" ")[0]) else name

    def one_or_more(self, clause: str, items: Sequence[object]) -> str:
        """Return the words of a clause for so many items: where they differ, those for several stand under a name."""
        several = f"several: {clause}"
        return self.clauses[several] if len(items) > 1 and several in self.clauses else self.clauses[clause]

    def listed(self, items: Iterable[str], most: int = 100, field: str = "") -> str:
        """Return items of a field as a list in a sentence; of more than `most` (and one) the number of the others."""
        items = list(items)
        if len(items) > most + 1:
            return self.comma.join(items[:most]) + self.more.format(
                number=self.number(len(items) - most),
                total=self.number(len(items)),
                measure=self.measures.get(field, ""),
            )
        lists = any(self.last in item or self.comma in item for item in items)
        return self.joined(items, self.last_of_lists if lists else self.last)

    def joined(self, items: Sequence[str], last: str) -> str:
        """Return items one after the other, with `last` before the last one."""
        return self.comma.join(items[:-1]) + (last if len(items) > 1 else "") + items[-1] if items else ""

    def amount(self, amount: Amount) -> str:
        """Return how many there are, with what is counted and how exact it is."""
        return self.precise.get(amount.precision, "{amount}").format(amount=self.quantity(amount))

    def quantity(self, amount: Amount) -> str:
        """Return a figure with what is counted; in millions, where it is rounded to some."""
        rounded = amount.precision in ROUNDED and not amount.value * 100 % MILLION
        if rounded and amount.unit and amount.value >= MILLION:
            return self.millions(Decimal(amount.value) / MILLION, amount.unit)
        return self.counted(amount.value, amount.unit)

    def counted(self, value: int, unit: Unit | None) -> str:
        """Return a number with what is counted in the form that follows it."""
        return f"{self.number(value)} {unit.after(value, self.language)}" if unit else self.number(value)

    def millions(self, number: Decimal, unit: Unit) -> str:
        """Return so many millions of what is counted."""
        raise NotImplementedError

    def number(self, value: int | Decimal) -> str:
        """Return a number as the language writes it, with the decimals that it has, two at most."""
        places = next(places for places in (0, 1, 2) if places == 2 or value == round(value, places))
        return number_format(value, places, force_grouping=True)

    def size(self, value: int, precision: str) -> str:
        """Return a number of bytes in words."""
        return self.precise.get(precision, "{amount}").format(amount=wording.size(value))

    def classes(self, number: int) -> str:
        """Return a number of classes."""
        return self.clauses["class" if number == 1 else "several: class"].format(number=self.number(number))

    def split(self, split: Split) -> str:
        """Return one part of the data with its figure."""
        figure = self.counted(split.amount.value, split.amount.unit) if split.amount else ""
        share = split.percent or 0
        figure = figure or wording.percent(share, 0 if share == int(share) else 1)
        return f"{self.splits[split.name]}{self.within.format(figure=figure)}"


def _regions(modalities: Sequence[str], anatomies: Sequence[str]) -> Sequence[str]:
    """Return the parts of the body that a heading names: none where it is unclear which modality shows which."""
    if set(modalities) & OF_ONE_PART:
        return []
    return [] if len(modalities) > 1 and len(anatomies) > 1 and set(modalities) - OF_ANY_PART else anatomies


def capital(text: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return text[:1].upper() + text[1:]
