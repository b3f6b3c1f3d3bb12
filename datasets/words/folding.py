"""When two spellings are the same word: what every comparison of typed text with stored text goes through."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` in NFKC, case folded, without accents, white space single: equal for spellings that mean the same.

    >>> fold("  Échographie  ABDOMINALE ")
    'echographie abdominale'
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # й and ё lose their marks, too: who leaves them out finds the word all the same.
    return " ".join("".join(character for character in decomposed if not unicodedata.combining(character)).split())


def joined(text: str) -> str:
    """Return the letters and digits of `text` alone, folded: how names are compared.

    >>> joined("ChestX-ray14") == joined("chestxray 14")
    True
    """
    return "".join(character for character in fold(text) if character.isalnum())
