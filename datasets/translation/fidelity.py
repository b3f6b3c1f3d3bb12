"""Whether translations say what their originals say, as far as a machine can tell: measured per language.

Coverage, script and language, sameness, length, numbers, names, and whether the original changed since. The rules are
stated where they are; what they let pass still has to be read by a person.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from datasets.facts.kinds import Record
from datasets.models import LANGUAGES
from datasets.records.files import Tree
from datasets.records.problems import Problem
from datasets.words.folding import fold
from datasets.words.texts import ORIGINAL

from . import idiom
from .numerals import QUOTED, added, lost
from .translatable import State, Text, of_tree

TRANSLATIONS = tuple(language for language in LANGUAGES if language != ORIGINAL)

# Letters that a language is written in.
LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
SCRIPTS = {"en": LATIN, "fr": LATIN, "pt-br": LATIN, "zh-hans": "\u3400-\u4dbf\u4e00-\u9fff", "ru": "Ѐ-ӿ"}
# Of the letters of a text that are not in words of its original (names, which stay), this share is in the script.
SCRIPT_SHARE = 0.9
# Fewer letters of another script do not count: X in X射线.
FOREIGN_LETTERS = 3

# Shortest and longest translation of a text, in characters per character of English, measured on the catalogue and
# widened. A short text may be SLACK longer; for one below SHORT there is no shortest.
LENGTHS = {"fr": (0.75, 1.7), "pt-br": (0.7, 1.75), "zh-hans": (0.18, 0.85), "ru": (0.65, 1.8)}
SLACK = 30
SHORT = 50

# Up to so many ordinary words may be the same in two languages that share a script: Segmentation, Images, Abdomen.
COGNATE_WORDS = 3

# Frequent words that only one of the languages in Latin script has. The text's own must be the most, from FEW on.
FUNCTION_WORDS = {
    "en": "the of and with is are by from that which or its it not was were this",
    "fr": "le les des du et dans est une pour sur avec qui aux ses sont ne pas cette",
    "pt-br": "os da das dos em uma com não ou pelo pela são ao mais seu sua e o",
}
FEW = 3

# Abbreviations that a language writes in its own way and that no vocabulary lists; beginnings of words.
ABBREVIATIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "2D": {"zh-hans": ("二维",), "ru": ("двумерн",)},
    "3D": {"fr": ("tridimension",), "pt-br": ("tridimension",), "zh-hans": ("三维",), "ru": ("трёхмерн", "трехмерн")},
    "AI": {"fr": ("IA",), "pt-br": ("IA",), "zh-hans": ("人工智能",), "ru": ("ИИ", "искусственн")},
    "ALS": {"fr": ("SLA",), "pt-br": ("ELA",), "zh-hans": ("肌萎缩",), "ru": ("БАС", "боков")},
    "DNA": {"fr": ("ADN",), "ru": ("ДНК",)},
    "GB": {"fr": ("Go",), "ru": ("ГБ",)},
    "GDPR": {"fr": ("RGPD",)},
    "HIV": {"fr": ("VIH",), "ru": ("ВИЧ",)},
    "ID": {"fr": ("identifiant",), "pt-br": ("identificador",), "zh-hans": ("编号", "标识"), "ru": ("идентификатор",)},
    "KB": {"fr": ("Ko",), "ru": ("КБ",)},
    "MB": {"fr": ("Mo",), "ru": ("МБ",)},
    "ML": {"fr": ("apprentissage",), "pt-br": ("aprendizado",), "zh-hans": ("机器学习",), "ru": ("машинн",)},
    "MR": {"ru": ("МР",)},
    "NLP": {"fr": ("TAL", "langage"), "pt-br": ("PLN", "linguagem"), "zh-hans": ("自然语言",), "ru": ("язык",)},
    "RAM": {"zh-hans": ("内存",), "ru": ("ОЗУ", "памят")},
    "RNA": {"fr": ("ARN",), "ru": ("РНК",)},
    "TB": {"fr": ("To",), "ru": ("ТБ",)},
    "UK": {"fr": ("Royaume-Uni", "britanni"), "pt-br": ("Reino Unido", "britânic"), "zh-hans": ("英国",),
           "ru": ("Великобритани", "британск")},
    "US": {"fr": ("États-Unis", "américain"), "pt-br": ("Estados Unidos", "EUA", "americano", "norte-americano"),
           "zh-hans": ("美国",), "ru": ("США", "америк")},
    "USA": {"fr": ("États-Unis",), "pt-br": ("Estados Unidos", "EUA"), "zh-hans": ("美国",), "ru": ("США",)},
}  # fmt: skip

# Programs that guides name and that have no entry.
PROGRAMS = frozenset({"3D Slicer", "Horos", "Label Studio", "MONAI Tutorials"})

WORD = re.compile(rf"[{LATIN}0-9]+(?:[-‑–/.+&_][{LATIN}0-9]+)*")
# So many Latin words in a row, outside quotations, are no name any more but were left untranslated.
LATIN_RUN = re.compile(rf"{WORD.pattern}(?:[ ,;:]+{WORD.pattern}){{9,}}")
# Digits with what English hangs on: 19th, 1990s, 3D is not one.
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|s|[kK])\Z")


def marked(word: str) -> bool:
    """Tell whether a word is a name by its look: a capital or a digit after the first letter, such as DICOM or T1."""
    inner = re.search(r"[A-Za-z]", word) and (re.search(r"\d", word) or re.search(r".[A-Z]", word))
    return bool(inner) and not ORDINAL.match(word)


@dataclass(frozen=True)
class Names:
    """What keeps its name: `proper` names of entries, sources and licences, and abbreviations with their forms.

    `forms` has, for each English word of a vocabulary, its names and synonyms by language.
    """

    proper: frozenset[str]
    forms: Mapping[str, Mapping[str, frozenset[str]]]

    @classmethod
    def of(cls, named: Iterable[Record], vocabularies: Iterable[Record]) -> "Names":
        """Collect the names of entries and sources, which have `name` and `aliases`, and those in vocabularies."""
        proper = {*PROGRAMS, *(name for record in named for name in (record["name"], *record.get("aliases", ())))}
        forms: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for vocabulary in vocabularies:
            if vocabulary["vocabulary"] == "license":
                proper.update(term["names"][ORIGINAL] for term in vocabulary["terms"])
            for term in vocabulary["terms"]:
                spellings = {language: {name} for language, name in term["names"].items()}
                for language, words in term.get("synonyms", {}).items():
                    spellings.setdefault(language, set()).update(words)
                for word in spellings[ORIGINAL]:
                    for language, words in spellings.items():
                        forms[word][language] |= words
        kept = {word: {key: frozenset(words) for key, words in found.items()} for word, found in forms.items()}
        return cls(frozenset(name for name in proper if len(name) > 2), kept)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of a proper name."""
        return frozenset(word for name in self.proper for word in WORD.findall(name))

    @cached_property
    def _by_first_word(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.proper:
            if name != name.lower() and (first := WORD.search(name)):
                found[first[0]].append(name)
        return {word: tuple(sorted(names, key=len, reverse=True)) for word, names in found.items()}

    def within(self, text: str) -> set[str]:
        """Return the proper names that stand in `text`; of names within each other the longest.

        A name without a capital, such as “open access subset”, is made of ordinary words and translated as they are.
        """
        found = set()
        end = 0
        for match in WORD.finditer(text):
            for name in self._by_first_word.get(match[0], ()):
                after = match.start() + len(name)
                whole = not text[after : after + 1].isalnum()
                if match.start() >= end and whole and text.startswith(name, match.start()):
                    found.add(name)
                    end = after
                    break
        return found

    def only(self, text: str) -> bool:
        """Tell whether `text` is nothing but names and numbers: such a text may be the same in every language."""
        return all(marked(word) or word[0].isdigit() or word in self.words for word in WORD.findall(text))

    def lost(self, original: str, translation: str, language: str) -> list[str]:
        """Return the names that the English `original` has and its translation lacks, in the order of the alphabet.

        A proper name is kept if it stands there as a whole or all of its marked words do; a marked word if it does, if
        its parts do (T1-weighted, cine-MRI), in the singular (DOIs), or in a form that the language has for it.
        """
        missing = set()
        for name in self.within(original):
            words = [word for word in WORD.findall(name) if marked(word)]
            if name not in translation and not (words and all(word in translation for word in words)):
                missing.add(name)
        for word in WORD.findall(original):
            if marked(word) and not self._kept(word, translation, language):
                missing.add(word)
        return sorted(missing)

    def _kept(self, word: str, translation: str, language: str) -> bool:
        folded = fold(translation)
        choices = {word, word.removesuffix("s")}
        for choice in tuple(choices):
            choices.update(ABBREVIATIONS.get(choice, {}).get(language, ()))
            choices.update(self.forms.get(choice, {}).get(language, ()))
        if any(fold(choice) in folded for choice in choices):
            return True
        parts = re.split(r"[-‑–/+&_]", word)
        return len(parts) > 1 and all(not marked(part) or self._kept(part, translation, language) for part in parts)


def wrong_script(text: Text, language: str, names: Names) -> Iterator[str]:
    """Yield what is not written in the letters of `language`."""
    version, original = text.versions[language], {_singular(word) for word in WORD.findall(text.original)}
    own = WORD.sub(lambda match: " " if _singular(match[0]) in original else match[0], version)
    letters = re.findall(r"[^\W\d_]", own)
    foreign = len(letters) - len(re.findall(f"[{SCRIPTS[language]}]", own))
    if foreign > FOREIGN_LETTERS and foreign > len(letters) * (1 - SCRIPT_SHARE):
        yield f"{foreign / len(letters):.0%} of its letters are not of the script of {LANGUAGES[language]}"
    if SCRIPTS[language] == LATIN:
        yield from _foreign_words(version, language)
    else:
        rest = QUOTED.sub(" … ", version)
        for name in names.within(rest):
            rest = rest.replace(name, " … ")
        run = LATIN_RUN.search(rest)
        if run:
            yield f"“{run[0][:60]} …” is left in Latin script; translate it, or quote it"


def _singular(word: str) -> str:
    return fold(word).removesuffix("s")


def _foreign_words(version: str, language: str) -> Iterator[str]:
    words = Counter(re.findall(rf"[{LATIN}]+", version.lower()))
    found = {other: sum(words[word] for word in known.split()) for other, known in FUNCTION_WORDS.items()}
    most = max(found, key=lambda other: (found[other], other == language))
    if most != language and found[most] >= FEW:
        yield f"reads like {LANGUAGES[most]}, not {LANGUAGES[language]}"


def same(text: Text, language: str, names: Names) -> Iterator[str]:
    """Yield the languages in which the text is the same, letter for letter.

    It may be where it is only names and numbers, and where it is one to three words that languages of one script share.
    """
    version = text.versions[language]
    words = [word for word in WORD.findall(version) if not word[0].isdigit()]
    for other, wording in text.versions.items():
        cognate = SCRIPTS[other] == SCRIPTS[language] and len(words) <= COGNATE_WORDS
        if other != language and wording == version and not cognate and not names.only(version):
            yield f"is the same as in {LANGUAGES[other]}"


def wrong_length(text: Text, language: str, names: Names) -> Iterator[str]:
    """Yield by how much a translation is too short or too long for its original."""
    if language == ORIGINAL:
        return
    characters, here = len(text.original), len(text.versions[language])
    low, high = LENGTHS[language]
    if here > characters * high + SLACK or (characters >= SHORT and here < characters * low):
        yield f"has {here:,} characters for {characters:,} in English; {low:g} to {high:g} times as many are usual"


def lost_numbers(text: Text, language: str, names: Names) -> Iterator[str]:
    """Yield the numbers that the translation does not have as often as the original, and those of its own."""
    if language == ORIGINAL:
        return
    original, translation = text.original, text.versions[language]
    if text.kind == "vocabulary":
        # The version of a licence or a format is part of its name, and no figure: 2.5 is written so in every language.
        for version in VERSION.findall(original):
            if version in translation:
                original, translation = original.replace(version, "", 1), translation.replace(version, "", 1)
    if missing := lost(original, translation, language):
        yield f"lacks {', '.join(missing)}"
    if extra := added(original, translation, language):
        yield f"has {', '.join(extra)}, which the original has not"


VERSION = re.compile(r"(?<![\d.])\d+(?:\.\d+)+(?![\d.])")


def lost_names(text: Text, language: str, names: Names) -> Iterator[str]:
    """Yield the names that the translation does not have. A term's name is itself what is translated."""
    if (
        language != ORIGINAL
        and text.kind != "vocabulary"
        and (missing := names.lost(text.original, text.versions[language], language))
    ):
        yield f"lacks {', '.join(missing)}"


def out_of_date(text: Text, language: str, names: Names) -> Iterator[str]:
    """Yield that the original changed since the translation was made."""
    if text.state(language) == State.OUT_OF_DATE:
        yield "was made from another wording of the original; look at both and save it again"


def unnatural(text: Text, language: str, names: Names) -> Iterator[str]:
    """Yield what a native reader stumbles over, in names of terms; other texts are not held to it yet."""
    if text.kind == "vocabulary":
        yield from idiom.problems(text.versions[language], language)


Check = Callable[[Text, str, Names], Iterator[str]]
CHECKS: Mapping[str, Check] = {
    "script": wrong_script,
    "same": same,
    "length": wrong_length,
    "numbers": lost_numbers,
    "names": lost_names,
    "out of date": out_of_date,
    "words": unnatural,
}


@dataclass
class Measured:
    """One language: texts by kind, those that are there, their letters, and what the checks found, by check.

    `composed` are the entries whose text nobody wrote in it. They have one all the same, made from their facts; where
    somebody wrote one in English, that in the language counts as not there.
    """

    language: str
    wanted: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    composed: int = 0
    letters: int = 0
    letters_in_script: int = 0
    characters: int = 0
    characters_in_english: int = 0
    problems: dict[str, list[Problem]] = field(default_factory=lambda: {name: [] for name in ("missing", *CHECKS)})

    @property
    def covered(self) -> float:
        """The share of the texts that are there, 0 to 1."""
        return self.present.total() / max(self.wanted.total(), 1)

    @property
    def script_share(self) -> float:
        """The share of letters that are of the language's script, names included, 0 to 1."""
        return self.letters_in_script / max(self.letters, 1)

    @property
    def length_ratio(self) -> float:
        """Characters for each character of the same texts in English."""
        return self.characters / max(self.characters_in_english, 1)

    def add(self, text: Text) -> None:
        """Count a text that is there."""
        version = text.versions[self.language]
        self.present[text.kind] += 1
        self.letters += len(re.findall(r"[^\W\d_]", version))
        self.letters_in_script += len(re.findall(f"[{SCRIPTS[self.language]}]", version))
        self.characters += len(version)
        self.characters_in_english += len(text.original)


def measure(tree: Tree) -> list[Measured]:
    """Measure every language over the texts of a checked catalogue."""
    named = (record for _, record in [*tree.dataset, *tree.source])
    names = Names.of(named, (record for _, record in tree.vocabulary))
    texts = [text for text in of_tree(tree) if text.original or text.record_kind != "dataset"]
    found = [_measured(texts, language, names) for language in LANGUAGES]
    for measured in found:
        measured.composed = sum(not _is_described(record, measured.language) for _, record in tree.dataset)
    return found


def _is_described(record: Record, language: str) -> bool:
    return any(text["language"] == language for text in record["descriptions"])


def _measured(texts: Iterable[Text], language: str, names: Names) -> Measured:
    found = Measured(language)
    missing: Counter[str] = Counter()
    for text in texts:
        found.wanted[text.kind] += 1
        if text.state(language) == State.MISSING:
            missing[f"{text.record_kind}/{text.owner}"] += 1
            continue
        found.add(text)
        for name, check in CHECKS.items():
            found.problems[name] += [Problem(text.key, language, message) for message in check(text, language, names)]
    found.problems["missing"] = [
        Problem(place, language, f"texts missing: {count}") for place, count in missing.items()
    ]
    return found
