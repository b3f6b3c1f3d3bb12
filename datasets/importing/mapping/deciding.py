"""What people decide that a printed text means: kept, taken back, and made a synonym of a term.

A decision holds for one document, or for every one (document ""). It is remembered by the folded text (mapping).
"""

from collections.abc import Iterable
from typing import Any

from datasets.facts.fields import FIELDS, model_of
from datasets.facts.terms import Vocabularies
from datasets.importing.mapping.mapper import text_key
from datasets.models import VOCABULARIES, Meaning, Term
from datasets.models.language import LANGUAGES
from datasets.records import values
from datasets.records.edits import Edit


def decide(document: str, field: str, text: str, decision: str, value: Any = None, author: Any = None) -> Meaning:
    """Keep what a printed text of a field means in a document, or in all ("").

    `decision` is one of Meaning.Decision; `value` is that of VALUE in normal form, of a keyword (field "") an object
    with `field` and `value`. What was decided of the text before is replaced. Raises ValueError with what is wrong.
    """
    if decision not in Meaning.Decision.values:
        raise ValueError(f"“{decision}” is no decision; give one of {', '.join(Meaning.Decision.values)}")
    if not (key := text_key(text)):
        raise ValueError("there is no text; give the printed one")
    if field and field not in FIELDS:
        raise ValueError(f"“{field}” is no field; give one of the registry, or none for a keyword")
    if decision == Meaning.Decision.VALUE:
        _check(field, value)
    else:
        value = None
    kept, _ = Meaning.objects.update_or_create(
        document=document, field=field, text=key, defaults={"decision": decision, "value": value, "author": author}
    )
    return kept


def forget(document: str, field: str, text: str) -> bool:
    """Take back what was decided of a text; tell whether there was something."""
    return bool(Meaning.objects.filter(document=document, field=field, text=text_key(text)).delete()[0])


def adopted(field: str, text: str, code: str, language: str) -> Edit:
    """Return the edit that makes a printed text a synonym of a term in a language, to be proposed or made (records).

    Raises ValueError where the field has no terms, the term is not known, or the text means a term already.
    """
    about = FIELDS.get(field)
    vocabulary = about.vocabulary if about is not None else ""
    if vocabulary not in VOCABULARIES:
        raise ValueError(f"“{field}” has no vocabulary whose terms have synonyms")
    if language not in LANGUAGES:
        raise ValueError(f"“{language}” is none of the languages {', '.join(LANGUAGES)}")
    word, known = " ".join(text.split()), Vocabularies().meanings(vocabulary, text)
    if not word:
        raise ValueError("there is no text; give the printed one")
    if known:
        raise ValueError(f"“{word}” means {', '.join(known)} already")
    model = model_of(vocabulary)
    term = model._default_manager.filter(code=code).first()
    if not isinstance(term, Term):
        raise ValueError(f"“{code}” is no {vocabulary.replace('_', ' ')} that the catalogue knows")
    words = [*term.synonyms.get(language, ()), word]
    return Edit(vocabulary, "synonyms", {**term.synonyms, language: words}, term.pk)


def _check(field: str, value: Any) -> None:
    """Raise ValueError where a value is none of the field, or names a term that is not there."""
    if not field:
        if not isinstance(value, dict) or not value.get("field") or set(value) != {"field", "value"}:
            raise ValueError("a keyword's value is an object with field and value")
        field, value = value["field"], value["value"]
    if field not in FIELDS or value is None:
        raise ValueError(f"there is no value of “{field}”; give one in normal form")
    if wrong := next(iter(_problems(field, value)), ""):
        raise ValueError(f"{FIELDS[field].label}: {wrong}")


def _problems(field: str, value: Any) -> Iterable[str]:
    for path, message in values.problems(field, value):
        yield f"{path} {message}".strip()
    for vocabulary, code in values.codes(field, value):
        if not model_of(vocabulary)._default_manager.filter(code=code).exists():
            yield f"“{code}” is no {vocabulary.replace('_', ' ')} that the catalogue knows"
