"""From text to index words: the same rules for the catalogue's texts and for what a visitor types.

Spelled plainly and folded (words.folding), spellings of two countries brought to one, stemmed by Snowball for English,
French, Portuguese and Russian; Chinese in overlapping pairs of characters. Words are cut at hyphens, digits and
capitals, and their pieces are indexed joined as well, so that "ChestX-ray14", "chestxray 14" and "chest x-ray" meet.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from datasets.words.folding import fold, spelled

from .function_words import FUNCTION_WORDS

# Chinese, Japanese and Korean ideographs: written without spaces, so indexed as pairs.
IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
IDEOGRAPH_RUN = re.compile(f"([{IDEOGRAPHS}]+)")
CYRILLIC = re.compile("[\u0400-\u04ff]")
# A run of pieces without white space between them, such as ChestX-ray14.
CHUNK = re.compile(rf"[\w{IDEOGRAPHS}](?:[\w{IDEOGRAPHS}]|[-_/.+&](?=[\w{IDEOGRAPHS}]))*")
# A piece: ideographs, digits, or letters of which a capital after a small letter begins a new one.
PIECE = re.compile(rf"[{IDEOGRAPHS}]+|\d+|(?:(?![{IDEOGRAPHS}])[^\W\d_])+")
CAPITAL = re.compile(r"(?<=[a-zà-ÿа-яё])(?=[A-ZÀ-ÝА-ЯЁ])")

# How many neighbouring pieces are also indexed as one word.
LONGEST_JOIN = 4
# Longer words are no words; the limit keeps a hostile text from filling the index.
LONGEST_WORD = 40

# The languages that have stems, by language; Chinese has none.
STEMMERS = {
    language: Stemmer.Stemmer(name, 0)
    for language, name in (("en", "english"), ("fr", "french"), ("pt-br", "portuguese"), ("ru", "russian"))
}
SHORTEST_STEM = 3

# Portuguese plurals that Snowball leaves apart from their singular: lesões and lesão, imagens and imagem.
PORTUGUESE_PLURALS = ((re.compile("[õã]es$"), "ão"), (re.compile("ns$"), "m"))

# British to American, and Portuguese as in Portugal (deteção, perceção) and in Brazil (detecção, percepção) to one;
# applied to texts and queries alike. What it does to other languages it does on both sides.
SPELLINGS = (
    (re.compile(r"(?<=[aeiou])[cp]c(?=ao?$|oes$)"), "c"),
    # anaemia, oedema; but not the French coeur, oeil
    (re.compile(r"ae|oe(?![ui])"), "e"),
    (re.compile(r"our(?=s?$|ed$|ing$|al$)"), "or"),
    (re.compile(r"is(?=e[sd]?$|ing$|ations?$)"), "iz"),
    (re.compile(r"ys(?=e[sd]?$|ing$)"), "yz"),
    (re.compile(r"(?<=[tb])re(?=s?$)"), "er"),
)

# Words that say no more than that a dataset is wanted: they count for the order, but an entry may lack them. Folded.
GENERIC_WORDS = frozenset(
    word
    for line in (
        "data dataset datasets set sets database databases collection image images imaging",
        "scan scans medical free public download downloads downloadable",
        "need needs want look looking find give best good any available please",
        "donnees jeu jeux base bases imagerie medical medicale medicales medicaux gratuit gratuite public publique",
        "telecharger telechargement baixar cherche trouver veux besoin faut disponible",
        "meilleur meilleurs disponibles quel quelle quels quelles",
        "dados conjunto conjuntos banco bancos imagem imagens medica medicas medico medicos gratuito publico",
        "preciso quero procuro busco melhor melhores onde disponivel disponiveis qual quais",
        "数据集 数据库 数据 图像 影像 医学 下载 我想找 我需要 我要找 想找 寻找 查找 哪些 哪里",
        "данные данных набор наборы база базы изображения изображении снимки снимков медицинские медицинских",
        "датасет датасеты датасетов датасета скачать ищу найти нужен нужна нужно нужны лучший лучшие какой какие",
        "где",
    )
    for word in line.split()
)
GENERIC_IDEOGRAPHS = re.compile(
    "(数据集|数据库|数据|图像|影像|医学|下载|我想找|我需要|我要找|想找|寻找|查找|哪些|哪里)"
)


@lru_cache(maxsize=200_000)
def plain(piece: str) -> str:
    """Return the form in which a piece is indexed as it stands: folded, in one spelling."""
    word = fold(piece)[:LONGEST_WORD]
    if word.isascii():
        for pattern, replacement in SPELLINGS:
            word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=200_000)
def stem(piece: str, language: str) -> str:
    """Return the stem of a piece in one language, in index form; "" where the language has no stems for its script.

    A stem is marked with its language, so that it is never taken for a whole word or for a word of another language:
    the French "foie", a liver, and the Portuguese "foi", it was, have the same stem. Very short stems are none: they
    stand for too many words.
    """
    stemmer = STEMMERS.get(language)
    if stemmer is None or (CYRILLIC.search(piece) is None) == (language == "ru"):
        return ""
    word = piece.lower()[:LONGEST_WORD]
    if language == "pt-br":
        for pattern, singular in PORTUGUESE_PLURALS:
            word = pattern.sub(singular, word)
    found = plain(stemmer.stemWord(word))
    return f"{found}~{language}" if len(found) >= SHORTEST_STEM else ""


def pieces(chunk: str) -> list[str]:
    """Cut one chunk into its pieces; ideographs come as overlapping pairs.

    >>> pieces("ChestX-ray14"), pieces("肺结节")
    (['Chest', 'X', 'ray', '14'], ['肺结', '结节'])
    """
    found: list[str] = []
    for piece in PIECE.findall(chunk):
        if IDEOGRAPH.match(piece):
            found.extend([piece[i : i + 2] for i in range(len(piece) - 1)] or [piece])
        else:
            found.extend(CAPITAL.split(piece))
    return found


@dataclass(frozen=True)
class Analysed:
    """One chunk for the index: its pieces in order, as they stand, and further forms to find it by."""

    words: tuple[str, ...]
    forms: tuple[str, ...]


@lru_cache(maxsize=200_000)
def analysed(chunk: str, language: str) -> Analysed:
    """Return the index words of one chunk in a text of `language` ("" for names, which have none: English stems)."""
    parts = pieces(chunk)
    words = tuple(plain(part) for part in parts)
    forms: dict[str, None] = {}
    for part in parts:
        if IDEOGRAPH.match(part):
            forms.update(dict.fromkeys(part))
        elif not part.isdigit() and plain(part) not in FUNCTION_WORDS.get(language, ()):
            forms[stem(part, language or "en")] = None
    for first in range(len(parts)):
        for last in range(first + 2, min(len(parts), first + LONGEST_JOIN) + 1):
            if not IDEOGRAPH.match(parts[first]):
                forms[plain("".join(parts[first:last]))] = None
    return Analysed(words, tuple(form for form in forms if form and form not in words))


def chunks(text: str) -> Iterator[str]:
    """Yield the chunks of a text, in order."""
    return (found.group() for found in CHUNK.finditer(spelled(text)))


@dataclass(frozen=True)
class Wanted:
    """One word of a query: as it was typed, folded, and its pieces.

    `ideographs` says that it is a run of Chinese: its pieces are the pairs of neighbours, and as words are not
    separated there, an entry has the run if each character of it is in one of the pairs that the entry has.
    """

    typed: str
    text: str
    pieces: tuple[str, ...]
    ideographs: bool = False

    @property
    def generic(self) -> bool:
        """Whether it only says "dataset": an entry may lack it."""
        return self.text in GENERIC_WORDS

    @property
    def joined(self) -> str:
        """All its pieces as one index word."""
        return plain("".join(self.pieces))


def wanted(text: str) -> list[Wanted]:
    """Return the words of a query, each once, in order. A slash stands between words, as in CT/MR."""
    runs = [
        part
        for chunk in chunks(text)
        for word in chunk.split("/")
        for run in IDEOGRAPH_RUN.split(word)
        for part in (GENERIC_IDEOGRAPHS.split(run) if IDEOGRAPH.match(run) else [run])
        if part.strip("-_/.+&")
    ]
    return [Wanted(run, fold(run), tuple(pieces(run)), IDEOGRAPH.match(run) is not None) for run in dict.fromkeys(runs)]


def forms(piece: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Return the index forms that a typed piece may have: as it stands, and its stem in each of the languages."""
    if piece.isdigit() or IDEOGRAPH.match(piece):
        return (plain(piece),)
    found = [plain(piece), *(stem(piece, language) for language in languages)]
    return tuple(form for form in dict.fromkeys(found) if form)
