"""When two spellings are the same word: what every comparison of typed text with stored text goes through.

Nothing else in the house folds text. A folded text is compared and looked up, never shown.
"""

import re
import unicodedata
from pathlib import Path

# What is not seen and changes no word, first and last: soft hyphens, zero-width spaces and joiners, marks of
# direction, the byte order mark, fillers, variation selectors, tags (Unicode: Default_Ignorable_Code_Point).
UNSEEN = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
UNSEEN_CHARACTERS = re.compile("[" + "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in UNSEEN) + "]+")

# Every hyphen, dash and minus sign that stands between letters (Unicode: Dash), but those of Japanese and Hebrew.
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―⁃−᠆֊⸺⸻﹘﹣－"), ord("-"))

DASH = re.compile("[" + "".join(map(chr, DASHES)) + "]")
IDEOGRAPH = re.compile("[\u3400-\u9fff]")

# Letters that look alike: the Cyrillic ones whose capital is drawn as a Latin capital, and the Greek capitals. Small
# Greek letters are themselves: TNFα and μCT are written so.
CYRILLIC_TWINS = "АВЕЁКМНОРСТУХІЇЈЅԚԜԀ", "ABEEKMHOPCTYXIIJSQWD"
GREEK_TWINS = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"
TO_LATIN = str.maketrans(
    CYRILLIC_TWINS[0] + CYRILLIC_TWINS[0].lower() + GREEK_TWINS[0],
    CYRILLIC_TWINS[1] + CYRILLIC_TWINS[1].lower() + GREEK_TWINS[1],
)
TO_CYRILLIC = str.maketrans("ABEKMHOPCTYXabekmhopctyx", "АВЕКМНОРСТУХавекмнорстух")
LATIN_LETTERS, CYRILLIC_LETTERS, GREEK_LETTERS = r"A-Za-z\u00c0-\u024f\u1e00-\u1eff", r"\u0400-\u052f", r"\u0370-\u03ff"
LATIN, GREEK = re.compile(f"[{LATIN_LETTERS}]"), re.compile(f"[{GREEK_LETTERS}]")
OTHER_LETTERS = CYRILLIC_LETTERS + GREEK_LETTERS
OTHER = re.compile(f"[{OTHER_LETTERS}]")
ONLY_LATIN = re.compile(r"[DFGIJLNQRSUVWZdfgijlnqrsuvwz\u00c0-\u024f\u1e00-\u1eff]")
MARKS = r"\u0300-\u036f"
WORD, LETTERS = re.compile(rf"[\w{MARKS}-]+"), re.compile(rf"(?:[^\W\d_]|[{MARKS}])+")
# Where the script changes within a word, at a Latin letter: texts have few of them where they have others. Before it,
# digits, hyphens and marks are looked past as far as an expression can look back.
PAST = rf"[\d_{MARKS}-]"
CHANGE = re.compile(
    f"[{LATIN_LETTERS}](?:{PAST}*[{OTHER_LETTERS}]"
    + "".join(f"|(?<=[{OTHER_LETTERS}]{PAST * length}.)" for length in range(4))
    + ")"
)

# Letters that have no parts in Unicode and are written with plain ones where a keyboard has none.
PLAIN = str.maketrans("øłđħıŧ’‘ʼ´", "oldhit''''") | str.maketrans({"œ": "oe", "æ": "ae"})
# Where Unicode has marks that are written above, below and through letters.
LAST_MARK = 0x1F000


def _simplified() -> dict[int, int]:
    """Return the simplified character of each traditional one."""
    lines = Path(__file__).with_name("simplified.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    return str.maketrans("".join(lines[::2]), "".join(lines[1::2]))


# The common characters as they are: what a table lacks takes twice the time.
COMMON: dict[int, int] = {
    code: code
    for first, last in ((0x20, 0x5FF), (0x2000, 0x206F), (0x3000, 0x30FF), (0x4E00, 0x9FFF))
    for code in range(first, last + 1)
}
# What becomes of each character: where capitals and accents count, and where they do not, of a decomposed text.
SIMPLIFIED = {**COMMON, **_simplified()}
FOLDED: dict[int, int | str | None] = {
    **SIMPLIFIED,
    **DASHES,
    **{code: None for first, last in UNSEEN for code in range(first, last + 1)},
    **{code: None for code in range(0x300, LAST_MARK) if unicodedata.combining(chr(code))},
    **PLAIN,
}


def visible(text: str) -> str:
    """Return `text` without what is not seen and changes no word.

    >>> visible("pneu\u00admo\u200bnia\ufeff")
    'pneumonia'
    """
    return text if text.isascii() else UNSEEN_CHARACTERS.sub("", text)


def hyphened(text: str) -> str:
    """Return `text` with one sign for every hyphen and dash."""
    return text if text.isascii() else DASH.sub("-", text)


def spelled(text: str) -> str:
    """Return `text` as it is written plainly, capitals and accents kept: what is cut into words.

    In NFKC, nothing invisible in it, one sign for every hyphen, Chinese simplified, and no letter of another script
    that only looks like the word's own.

    >>> spelled("ＣhestX‑ray14"), spelled("ВraTS") == spelled("BraTS")
    ('ChestX-ray14', True)
    """
    text = visible(text)
    if text.isascii():
        return text
    text = DASH.sub("-", unicodedata.normalize("NFKC", text))
    text = text.translate(SIMPLIFIED) if IDEOGRAPH.search(text) else text
    merged = _scripts_merged(text)
    return text if merged is text else unicodedata.normalize("NFKC", merged)


def _scripts_merged(text: str) -> str:
    """Return the text with each word in one script, as far as the letters of another only look like its own."""
    return WORD.sub(_of_one_script, text) if OTHER.search(text) and CHANGE.search(text) else text


def _of_one_script(found: re.Match[str]) -> str:
    """Return a word in Latin, if some letters are of no other script and all the others look like Latin ones.

    Else each run of its letters is read by itself.
    """
    word = found[0]
    if not OTHER.search(word) or not LATIN.search(word):
        return word
    if ONLY_LATIN.search(word) and not OTHER.search(latin := word.translate(TO_LATIN)):
        return latin
    return LETTERS.sub(_run_of_one_script, word)


def _run_of_one_script(found: re.Match[str]) -> str:
    """Return letters in the one script that they can all be of; of two such, that of most letters, else Latin."""
    run = found[0]
    if not OTHER.search(run) or not LATIN.search(run):
        return run
    latin, cyrillic = run.translate(TO_LATIN), run if GREEK.search(run) else run.translate(TO_CYRILLIC)
    scripts = [latin] if not OTHER.search(latin) else []
    if not LATIN.search(cyrillic):
        most = len(OTHER.findall(run)) > len(LATIN.findall(run))
        scripts.insert(0 if most else len(scripts), cyrillic)
    return scripts[0] if scripts else run


def fold(text: str) -> str:
    """Return the one form of all spellings that mean the same: plainly spelled, folded, white space single.

    Case, accents, width, ligatures, hyphens and the script of Chinese do not count. й and ё lose their marks, too: who
    leaves them out finds the word all the same.

    >>> fold("  Échographie  ABDOMINALE "), fold("œdème"), fold("腎臟") == fold("肾脏")
    ('echographie abdominale', 'oedeme', True)
    """
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", text)
    if GREEK.search(text):
        # Among the Greek letters only capitals look like Latin ones.
        text = _scripts_merged(text)
    text = unicodedata.normalize("NFKD", text.casefold()).translate(FOLDED)
    return " ".join(_scripts_merged(text).split())


def joined(text: str) -> str:
    """Return the letters and digits of `text` alone, folded: how names are compared.

    >>> joined("ChestX-ray14") == joined("chestxray 14")
    True
    """
    return "".join(character for character in fold(text) if character.isalnum())


def composed(text: str) -> str:
    """Return `text` with each letter and its marks as one character, where there is one (NFC)."""
    return unicodedata.normalize("NFC", text)


def decomposed(text: str) -> str:
    """Return `text` with the marks of each letter as characters of their own behind it (NFD)."""
    return unicodedata.normalize("NFD", text)
