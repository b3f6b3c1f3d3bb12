"""All spellings of a text at once, as a regular expression: for columns that a database searches as they were written.

No database matches all alphabets without regard to case and accents, nor does any two of them alike; what each folds
to what is known here, so it is put into the question.
"""

from functools import cache

from datasets.words.folding import UNSEEN, fold

# Ligatures that stand for two letters; those for three are not written in names.
LIGATURE = 2
# What may stand behind a letter and does not count: marks, and what is not seen.
BETWEEN = "[\u0300-\u036f" + "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSEEN) + "]*"
LAST_OF_BASIC_PLANE = 0xFFFF
SURROGATES = range(0xD800, 0xE000)


@cache
def _spellings() -> dict[str, str]:
    """Return for each letter, and pair of letters, all characters that fold to it: é and Е for "e", œ for "oe"."""
    found: dict[str, list[str]] = {}
    for code in range(0x21, LAST_OF_BASIC_PLANE + 1):
        if code not in SURROGATES and len(folded := fold(chr(code))) <= LIGATURE:
            found.setdefault(folded, []).append(chr(code))
    return {folded: "".join(characters) for folded, characters in found.items() if [folded] != characters}


def spellings(text: str, *, in_json: bool = False) -> str:
    r"""Return a regular expression that finds every text with `text` in it, in any spelling that folds to the same.

    SQLite (with Python's) and PostgreSQL read it alike. `in_json` looks for a character as JSON escapes it, too.

    >>> import re
    >>> bool(re.search(spellings("étude"), "L’ÉTUDE")), bool(re.search(spellings("coeur"), "Cœur"))
    (True, True)
    """
    known, folded, parts, at = _spellings(), fold(text), [], 0
    while at < len(folded):
        pair = folded[at : at + LIGATURE]
        letters = [_any(known.get(letter, letter), in_json=in_json) for letter in pair]
        if len(pair) == LIGATURE and pair in known:
            parts.append(f"(?:{BETWEEN.join(letters)}|{_any(known[pair], in_json=in_json)}){BETWEEN}")
            at += LIGATURE
        else:
            parts.append(letters[0] + BETWEEN)
            at += 1
    return "".join(parts)


def _any(characters: str, *, in_json: bool) -> str:
    """Return the expression for any of the `characters`."""
    signs = "".join(rf"\{sign}" if sign.isascii() and not sign.isalnum() else sign for sign in characters)
    escapes = [rf"\\u{ord(sign):04x}" for sign in characters if in_json and not sign.isascii()]
    return "(?:" + "|".join([f"[{signs}]", *escapes]) + ")" if escapes else f"[{signs}]"
