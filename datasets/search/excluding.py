"""What a query leaves out, and the entries of terms and phrases: sets of entries, without an order."""

from functools import reduce
from operator import or_

import numpy as np

from datasets.index.analysis import wanted
from datasets.index.bitsets import Mask, to_mask
from datasets.index.snapshot import Snapshot
from datasets.index.terms import CHOSEN_ONLY, phrase_words
from datasets.words.folding import fold

from .expressions import Parsed
from .reading import Reader


def without(reader: Reader, parsed: Parsed) -> Mask | None:
    """Return the entries that are, or have, what is to be left out; None where nothing is to be left out.

    The name of a term leaves out the entries of the term: NOT CT does not lose lung nodules, which are "seen on CT" in
    a synonym, nor the radiographs of patients who had a CT. Another word leaves out what has it.
    """
    words = reader.asked(wanted(" ".join(parsed.without_words))) if parsed.without_words else ()
    masks = [of_terms(reader, item.word.text, reader.weigh(item) > 0) for item in words]
    masks += [of_terms(reader, fold(text), phrase_mask(reader.snapshot, text)) for text in parsed.without_phrases]
    return np.logical_or.reduce(masks) if masks else None


def of_terms(reader: Reader, name: str, otherwise: Mask) -> Mask:
    """Return the entries of the terms that are called so; those given `otherwise`, where no term is."""
    terms = [term for term in reader.snapshot.terms.called(name) if term[0] not in CHOSEN_ONLY]
    values = reader.snapshot.facets.values
    bits = reduce(or_, (values[parameter][code].entries for parameter, code in terms), 0)
    return to_mask(bits, reader.snapshot.size) if terms else otherwise


def phrase_mask(snapshot: Snapshot, phrase: str) -> Mask:
    """Return the entries in one of whose texts, or of their terms' names, the words stand next to each other."""
    words = phrase_words(phrase)
    mask = np.zeros(snapshot.size, np.bool_)
    if not words:
        return ~mask
    mask[snapshot.postings.phrase(words)] = True
    for parameter, code in snapshot.terms.phrase(words):
        mask |= to_mask(snapshot.facets.values[parameter][code].entries, snapshot.size)
    return mask
