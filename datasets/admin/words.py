"""Form fields for what is stored as JSON and typed as words: a line a language, or a line an item."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from datasets.models import LANGUAGES
from datasets.models.language import ORIGINAL, bcp47

from .fields import MAXIMUM_DIGITS, TextField

PASSAGE = re.compile(rf"(?P<language>[A-Za-z-]+): *(?P<first>[0-9]{{1,{MAXIMUM_DIGITS}}})(?:-(?P<last>[0-9]{{1,18}}))?")


class ByLanguage(forms.MultiWidget):
    """An input for each language. Those besides the original's are folded away where nothing is in them."""

    def __init__(self, rows: int) -> None:
        """Take how many lines a text has."""
        lines, line = {"rows": rows, "cols": 40}, {"size": 40}
        super().__init__(
            {code: forms.Textarea(attrs=lines) if rows > 1 else forms.TextInput(attrs=line) for code in LANGUAGES}
        )

    def decompress(self, value: Any) -> list[Any]:
        """Return the text of each language."""
        return [in_a_line(value.get(code, "")) if isinstance(value, dict) else "" for code in LANGUAGES]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the inputs with the languages' names."""
        values = value if isinstance(value, list) else self.decompress(value)
        inputs = {}
        for code, widget, text in zip(LANGUAGES, self.widgets, values, strict=True):
            own = {"id": f"{(attrs or {}).get('id', f'id_{name}')}_{code}", "lang": bcp47(code)}
            labelled = LANGUAGES[code], widget.render(f"{name}_{code}", text, own, renderer)
            inputs[code] = format_html("<label>{}<br>{}</label><br>", *labelled)
        first = inputs.pop(ORIGINAL)
        others = any(text for code, text in zip(LANGUAGES, values, strict=True) if code != ORIGINAL)
        return format_html(
            "{}<details{}><summary>Other languages</summary>{}</details>",
            first,
            SafeString(" open" if others else ""),
            format_html_join("", "{}", ((item,) for item in inputs.values())),
        )


def in_a_line(value: Any) -> str:
    """Return a text, or the items of a list in a line."""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


class WordsField(forms.MultiValueField):
    """A text in several languages; the original's is there where any is."""

    rows = 2

    def __init__(self, *, empty: Callable[[], Any], encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        """Take what is stored where no text is given; a column of JSON hands over how it is coded as well."""
        self.empty = empty
        parts = [TextField(required=False) for _ in LANGUAGES]
        super().__init__(fields=parts, require_all_fields=False, **{**kwargs, "widget": ByLanguage(self.rows)})

    def compress(self, data_list: Sequence[str]) -> Any:
        """Return the texts by language."""
        found = {code: self.read(text) for code, text in zip(LANGUAGES, data_list or (), strict=False) if text.strip()}
        if found and ORIGINAL not in found:
            raise ValidationError("Write it in English as well: the other languages are translations of that.")
        if not found and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return found or self.empty()

    def read(self, text: str) -> Any:
        """Return what is stored of one language."""
        return text


class NameField(WordsField):
    """A name in several languages."""

    rows = 1


class ListsField(WordsField):
    """Words in several languages, of each language several; no language has to have any."""

    rows = 1

    def compress(self, data_list: Sequence[str]) -> Any:
        """Return the lists by language."""
        return {
            code: self.read(text) for code, text in zip(LANGUAGES, data_list or (), strict=False) if text.strip()
        } or self.empty()

    def read(self, text: str) -> list[str]:
        """Return the words between semicolons."""
        return [word.strip() for word in text.split(";") if word.strip()]


class LinesField(forms.CharField):
    """A list, an item a line."""

    widget: Any = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def __init__(self, *, empty: Callable[[], Any], encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        """Take what is stored where nothing is given; a column of JSON hands over how it is coded as well."""
        self.empty = empty
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the value of what was typed; raise ValidationError that says what to mend."""
        if not isinstance(value, str):
            return self.empty() if value is None else value
        lines = [line.strip() for line in value.splitlines() if line.strip()]
        return self.read(lines) if lines else self.empty()

    def run_validators(self, value: Any) -> None:
        """Look for what no text may have in each line."""
        for text in self.lines(value):
            super().run_validators(text)

    def prepare_value(self, value: Any) -> Any:
        """Return the text for the widget."""
        return value if isinstance(value, str) else "\n".join(self.lines(value or ()))

    def read(self, lines: list[str]) -> Any:
        """Return the value of the lines."""
        return lines

    def lines(self, value: Any) -> list[str]:
        """Return the lines of a value."""
        return [str(item) for item in value]


class MappingsField(LinesField):
    """Outside identifiers, one a line: its scheme, then itself."""

    def read(self, lines: list[str]) -> dict[str, str]:
        """Return the identifiers by scheme."""
        found: dict[str, str] = {}
        for line in lines:
            scheme, colon, identifier = (part.strip() for part in line.partition(":"))
            if not (scheme and colon and identifier):
                raise ValidationError(f"“{line}” is no identifier. Write scheme and identifier: sct: 64033007")
            if scheme in found:
                raise ValidationError(f"The scheme “{scheme}” stands twice; keep one.")
            found[scheme] = identifier
        return found

    def lines(self, value: Any) -> list[str]:
        """Return the identifiers, one a line."""
        return [f"{scheme}: {identifier}" for scheme, identifier in dict(value).items()]


class PassagesField(LinesField):
    """Passages of a document in another language, one a line: the language, the first line and the last."""

    def read(self, lines: list[str]) -> list[dict[str, Any]]:
        """Return the passages."""
        found = []
        for line in lines:
            if (said := PASSAGE.fullmatch(line)) is None:
                raise ValidationError(f"“{line}” is no passage. Write language, first and last line: ru: 120-124")
            first = int(said["first"])
            found.append({"language": said["language"], "first": first, "last": int(said["last"] or first)})
        return found

    def lines(self, value: Any) -> list[str]:
        """Return the passages, one a line."""
        return [f"{item['language']}: {item['first']}-{item['last']}" for item in value]


# Column -> how it is typed, and what is said of that.
TYPED: Mapping[str, tuple[type[forms.Field], str]] = {
    "aliases": (LinesField, "One a line."),
    "counted": (ListsField, "What stands after a number, in the order of the language's plurals: patient; patients"),
    "explanation": (WordsField, "What contradicts what. English suffices."),
    "languages": (LinesField, "Codes, one a line: en"),
    "mappings": (MappingsField, "Outside identifiers, one a line: sct: 64033007"),
    "names": (NameField, "English is required."),
    "passages": (PassagesField, "Lines in another language than the first one, one passage a line: ru: 120-124"),
    "settled": (WordsField, "Why one of them is right. English suffices."),
    "synonyms": (ListsField, "Other words for it, with semicolons between them: renal; nephric"),
    "titles": (NameField, "English is required."),
}
