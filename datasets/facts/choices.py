"""The words by which people choose one of a few: yes or no, how hard, of which split, in any of the five languages."""

from collections.abc import Mapping
from functools import cache

from django.db.models import TextChoices
from django.utils import translation

from datasets.models import LANGUAGES
from datasets.words.folding import fold

from .terms import NotUnderstoodError

# Words for a choice besides its code and its label in the five languages.
OTHER_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Name": {
        "train": ("training", "training set", "train set", "apprentissage", "treino", "обучение", "训练"),
        "validation": ("val", "dev", "development", "validation set", "validação", "валидация", "验证"),
        "test": ("testing", "test set", "teste", "тест", "тестирование", "测试"),
    },
    "Use": {"commercial": ("commercial",), "redistribution": ("redistribute",), "derivatives": ("modification",)},
}
YES_OR_NO: Mapping[str, tuple[str, ...]] = {
    "yes": ("yes", "y", "true", "oui", "vrai", "sim", "да", "是", "有", "✓", "✔"),
    "no": ("no", "n", "false", "non", "faux", "não", "нет", "否", "无", "✗", "✘"),
}


def choice(choices: type[TextChoices], text: str) -> str:
    """Return the value of a choice by its code, its label in any of the languages, or another word for it."""
    found = _words_of(choices).get(fold(text))
    if found is None:
        raise NotUnderstoodError(f"“{text}” is none of {', '.join(choices.values)}")
    return found


@cache
def _words_of(choices: type[TextChoices]) -> Mapping[str, str]:
    words = {
        fold(word): code
        for code, others in OTHER_WORDS.get(choices.__name__, {}).items()
        if code in choices.values
        for word in others
    }
    for language in LANGUAGES:
        with translation.override(language):
            words |= {fold(str(choice.label)): str(choice.value) for choice in choices}
    return words | {fold(code): code for code in choices.values}


def answer(text: str) -> str:
    """Return yes or no; raise NotUnderstoodError for anything else."""
    for answer, words in YES_OR_NO.items():
        if fold(text) in map(fold, words):
            return answer
    raise NotUnderstoodError(f"“{text}” is neither yes nor no")
