"""Numbers in texts of five languages, read as values: 1,010 and 1 010 and 1.010, 1.7 million and 170万, 19th and XIXe.

Each language writes thousands and decimals in its own way. Only digits (and the Roman numerals of centuries) count; a
number that is a word, such as "four", is a matter of reading.
"""

import re
from collections import Counter
from decimal import Decimal

from datasets.words.folding import spelled
from datasets.words.texts import ORIGINAL

# Language -> what separates thousands, what begins decimals (Unicode CLDR, the locales' symbols); four digits may go
# without a separator everywhere. Plain spaces stand for the narrow ones of French and Russian.
SEPARATORS = {"en": (",", "."), "fr": (" ", ","), "pt-br": (".", ","), "zh-hans": (",", "."), "ru": (" ", ",")}

# What a number is multiplied by: the word after it, in any of the languages. Beginnings of words, longest first.
MULTIPLIERS = (
    ("milliard", 10**9), ("миллиард", 10**9), ("млрд", 10**9), ("billion", 10**9), ("bilh", 10**9),
    ("million", 10**6), ("milh", 10**6), ("миллион", 10**6), ("млн", 10**6),
    ("thousand", 10**3), ("mille", 10**3), ("mil", 10**3), ("тыс", 10**3),
    ("亿", 10**8), ("百万", 10**6), ("万", 10**4),
)  # fmt: skip
MULTIPLIER = re.compile(rf"\s?({'|'.join(re.escape(word) for word, _ in MULTIPLIERS)}|[kK](?![A-Za-z]))")
FACTORS = {**dict(MULTIPLIERS), "k": 10**3}

# 20世纪90年代 is 1990; of a whole century the number alone stays.
CHINESE_DECADE = re.compile(r"(\d{1,2})世纪(\d0)年代")
ROMAN = re.compile(r"(?<![\w-])([IVXL]+)(?:e|er|ème|º)?(?![\w-])")
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
# A translation may write in digits what English writes as a word: two, March.
COUNTED = "one two three four five six seven eight nine ten eleven twelve"
MONTHS = "january february march april may june july august september october november december"
WORDS = {word: value for words in (COUNTED, MONTHS) for value, word in enumerate(words.split(), 1)}
QUOTED = re.compile('“[^”]*”|«[^»]*»|"[^"]*"|「[^」]*」|《[^》]*》')


def _number(language: str) -> re.Pattern[str]:
    """Return the pattern of a number: grouped or plain whole part, decimals. Digits within a name are none.

    A letter, or a hyphen that a letter stands before, makes a name of it (T1, COVID-19); ideographs make none.
    """
    thousands, decimal = map(re.escape, SEPARATORS[language])
    return re.compile(
        rf"(?<![A-Za-zÀ-ÖØ-öø-ɏЀ-ӿ\d])(?<![A-Za-zЀ-ӿ][-‑/])(?<!\d[.,])"
        rf"(?P<whole>\d{{1,3}}(?:{thousands}\d{{3}})+(?!\d)|\d+)(?:{decimal}(?P<decimals>\d+))?"
    )


NUMBERS = {language: _number(language) for language in SEPARATORS}


def normal(text: str) -> str:
    """Return `text` plainly spelled, with every kind of space as a plain one."""
    return re.sub(r"[\u00a0\u2009\u202f]", " ", spelled(text))


def numbers(text: str, language: str) -> Counter[Decimal]:
    """Return the values of the numbers in `text`, as that language writes them, with how often each stands there.

    >>> numbers("1 010 patients, 1,7 million de coupes", "fr") == numbers("1,010 patients, 1.7 million slices", "en")
    True
    """
    found: Counter[Decimal] = Counter()
    text = normal(text)
    if language == "zh-hans":
        text = CHINESE_DECADE.sub(lambda match: f"{int(match[1]) * 100 - 100 + int(match[2])}年代", text)
    for match in NUMBERS[language].finditer(text):
        whole = match["whole"].replace(SEPARATORS[language][0], "")
        value = Decimal(f"{whole}.{match['decimals'] or 0}")
        if multiplier := MULTIPLIER.match(text, match.end()):
            value *= FACTORS[multiplier[1].lower()]
        found[value.normalize()] += 1
    return found


def centuries(text: str) -> set[Decimal]:
    """Return the values of the Roman numerals in `text`: French, Portuguese and Russian count centuries so."""
    found = set()
    for match in ROMAN.finditer(normal(text)):
        digits = [ROMAN_DIGITS[letter] for letter in match[1]]
        signed = [-value if value < max(digits[index:]) else value for index, value in enumerate(digits)]
        found.add(Decimal(sum(signed)))
    return found


def quotations(text: str) -> str:
    """Return what stands in quotation marks in `text`: it is given as printed, in whatever language."""
    return " ".join(QUOTED.findall(text))


def lost(original: str, translation: str, language: str) -> list[str]:
    """Return the numbers that an English `original` has and its `translation` lacks, smallest first."""
    there = numbers(translation, language) | numbers(quotations(translation), ORIGINAL)
    missing = numbers(original, ORIGINAL) - there - Counter(centuries(translation))
    return [_shown(value) for value in sorted(missing.elements())]


def added(original: str, translation: str, language: str) -> list[str]:
    """Return the numbers that a `translation` has and its English `original` has neither in digits nor as a word."""
    words = Counter(Decimal(WORDS[word]) for word in re.findall("[a-z]+", original.lower()) if word in WORDS)
    quoted = numbers(quotations(original), language)
    extra = numbers(translation, language) - (numbers(original, ORIGINAL) | quoted) - words
    return [_shown(value) for value in sorted(extra.elements())]


def _shown(value: Decimal) -> str:
    return f"{value:,f}"
