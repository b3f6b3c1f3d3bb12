"""Numbers and sizes as people write them in the five languages: one place, for queries, ranges, forms and the API.

Signs by language from CLDR 44 (numbers/symbols of en, fr, pt, zh, ru): what stands between thousands and before
decimals. Spaces of any width and apostrophes stand between thousands in every language (ISO 80000-1, 7.3.1). Both signs
in one number say what they are by their order. One sign before three digits is read as the language has it; where the
language has it as neither, the number may be two, and both are given: nobody is to guess.

| language | thousands | decimals |
|---|---|---|
| en, zh-hans | 1,000 | 1.5 |
| fr, ru | 1 000 | 1,5 |
| pt-br | 1.000 | 1,5 |
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from datasets.words.asked import MAXIMUM_NUMBER

# What stands between thousands, and before decimals; between thousands a space does in every language.
THOUSANDS: Mapping[str, str] = {"en": ",", "zh-hans": ",", "pt-br": ".", "fr": " ", "ru": " "}
DECIMALS: Mapping[str, str] = {"en": ".", "zh-hans": ".", "pt-br": ",", "fr": ",", "ru": ","}

# Words and letters behind a number, small letters; what they multiply it by (CLDR 44, decimal formats, short and long).
SCALES: Mapping[str, int] = {
    **dict.fromkeys(("k", "thousand", "mille", "mil", "тыс", "тыс.", "тысяча", "тысячи", "тысяч", "千"), 10**3),
    **dict.fromkeys(("万", "萬"), 10**4),
    **dict.fromkeys(("m", "mn", "million", "millions", "mi", "milhao", "milhão", "milhoes", "milhões"), 10**6),
    **dict.fromkeys(("mio", "млн", "млн.", "миллион", "миллиона", "миллионов", "百万"), 10**6),
    **dict.fromkeys(("千万",), 10**7),
    **dict.fromkeys(("亿", "億"), 10**8),
    **dict.fromkeys(("bn", "milliard", "milliards", "bi", "bilhao", "bilhão", "bilhoes", "bilhões"), 10**9),
    **dict.fromkeys(("млрд", "млрд.", "миллиард", "миллиарда", "миллиардов", "十亿"), 10**9),
}

# Decimal units, as the documents use them, and those of IEC 80000-13 (GiB); a number alone is bytes. Pages show sizes
# in octets to French readers and in Cyrillic letters to Russian ones.
BYTE_UNITS: Mapping[str, int] = {
    "": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "pb": 10**15,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40, "pib": 2**50,
}  # fmt: skip
UNIT_LETTERS = str.maketrans("oбкмгтпи", "bbkmgtpi")
UNIT_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("byte", "bytes", "octet", "octets", "байт", "байта", "байтов", "字节"), "b"),
    **{
        f"{prefix}{word}": f"{letter}b"
        for letter, prefixes in {
            "k": ("kilo", "кило", "千"),
            "m": ("mega", "méga", "мега", "兆"),
            "g": ("giga", "гига", "吉"),
            "t": ("tera", "téra", "тера", "太"),
            "p": ("peta", "péta", "пета", "拍"),
        }.items()
        for prefix in prefixes
        for word in ("byte", "bytes", "octet", "octets", "байт", "байта", "байтов", "字节")
    },
}

FIGURE = re.compile(r"\d{1,18}(?:[., ']\d{1,18})*")
WRITTEN = re.compile(rf"(?P<figure>{FIGURE.pattern})\s*(?P<rest>[^\W\d_]*\.?)\Z")
# Thousands apart by a sign that never stands before decimals.
APART = re.compile(r"(?P<whole>\d{1,3}(?:[ ']\d{3})+)(?P<rest>[.,]\d+)?\Z")
GROUPED = re.compile(r"\d{1,3}(?:(?P<sign>[.,])\d{3})(?:(?P=sign)\d{3})*\Z")
BOTH = re.compile(r"(?P<whole>\d{1,3}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})*)(?!(?P=sign))[.,](?P<part>\d+)\Z")
ONE = re.compile(r"(?P<whole>\d+)(?P<sign>[.,])(?P<part>\d+)\Z")
MOST_DIGITS = 18
# Digits and letters as wide as an ideograph (U+FF01 to U+FF5E), and the apostrophe of print.
FORMS = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {ord("’"): "'"}


def figures(text: str, language: str, *, counting: bool = False) -> tuple[Decimal, ...]:
    """Return what a figure without words may be: nothing, one number, or two, the likelier first, where it is open.

    `counting` says that a whole number is expected: there, three decimals are as likely to be thousands of another
    language, even where the language writes decimals so.

    >>> figures("1.000", "pt-br"), figures("1.000", "en"), figures("1.000", "fr"), figures("1,5", "fr")
    ((Decimal('1000'),), (Decimal('1.000'),), (Decimal('1.000'), Decimal('1000')), (Decimal('1.5'),))
    """
    if len(text) > 2 * MOST_DIGITS or sum(character.isdigit() for character in text) > MOST_DIGITS:
        return ()
    if text.isascii() and text.isdigit():
        return (Decimal(text),)
    if found := APART.match(text):
        return (Decimal(_digits(found["whole"]) + (found["rest"] or "").replace(",", ".")),)
    if found := BOTH.match(text):
        return (Decimal(f"{_digits(found['whole'])}.{found['part']}"),)
    grouped, one = GROUPED.match(text), ONE.match(text)
    thousands = Decimal(_digits(text)) if grouped and text[0] != "0" else None
    if one is None:
        return () if thousands is None else (thousands,)
    number = Decimal(f"{one['whole']}.{one['part']}")
    if thousands is None:
        # "1,00" counts nothing in English: neither thousands nor decimals are written so.
        return () if counting and one["sign"] == THOUSANDS[language] else (number,)
    if one["sign"] == THOUSANDS[language]:
        return (thousands,)
    if counting:
        return thousands, number
    return (number,) if one["sign"] == DECIMALS[language] else (number, thousands)


def whole(text: str, language: str) -> tuple[int, ...]:
    """Return the whole numbers that `text` may be, such as "1 000", "10k", "2 million", "тыс." or "1万".

    >>> whole("1 000", "fr"), whole("1,5", "fr"), whole("1,000", "en"), whole("1.000", "fr"), whole("1万", "zh-hans")
    ((1000,), (), (1000,), (1000, 1), (10000,))
    """
    found = WRITTEN.match(plain(text))
    if found is None:
        return ()
    factor = SCALES.get(found["rest"].lower()) if found["rest"] else 1
    if factor is None:
        return ()
    numbers = [number * factor for number in figures(found["figure"], language, counting=factor == 1)]
    if len(numbers) == 1 and numbers[0] % 1:
        return ()
    # Of two numbers, one that is not whole is told all the same: what was meant is not certain.
    return tuple(min(int(number), MAXIMUM_NUMBER) for number in numbers)


def sizes(text: str, language: str) -> tuple[int, ...]:
    """Return the numbers of bytes that `text` may be, such as "50GB", "1,5 To", "10.000 GB" or "50 ГБ".

    >>> sizes("1.5 TB", "en"), sizes("10.000 GB", "pt-br"), sizes("10.000 Go", "fr"), sizes("12", "en")
    ((1500000000000,), (10000000000000,), (10000000000, 10000000000000), (12,))
    """
    found = WRITTEN.match(plain(text))
    unit = unit_of(found["rest"]) if found else None
    if found is None or unit is None:
        return ()
    numbers = figures(found["figure"], language, counting=unit == 1)
    # A byte has no parts.
    if unit == 1 and len(numbers) == 1 and numbers[0] % 1:
        return ()
    return tuple(min(int(number * unit), MAXIMUM_NUMBER) for number in numbers)


def unit_of(text: str) -> int | None:
    """Return how many bytes a unit has, however it is written; None where it is no unit of size."""
    unit = text.lower()
    unit = UNIT_WORDS.get(unit, unit).translate(UNIT_LETTERS)
    return BYTE_UNITS.get(unit if unit in BYTE_UNITS else f"{unit}b")


def plain(text: str) -> str:
    """Return `text` with its digits, spaces and apostrophes in the one form that is read here."""
    return " ".join(text.translate(FORMS).split())


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
