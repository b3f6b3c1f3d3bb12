"""Reading a form out of a page the way a browser does, so that tests post what a curator's browser would."""

from html.parser import HTMLParser
from typing import Any

from django.db.models import Model

from datasets.admin.pages import row_state, whole_state


class _Form(HTMLParser):
    """Collects what the form with `form_id` would send: name -> values."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.sent: dict[str, list[str]] = {}
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.multiple = False
        self.textarea: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = dict(pairs)
        name = attributes.get("name") or ""
        if tag == "form":
            self.inside = attributes.get("id") == self.form_id
        elif not self.inside or "disabled" in attributes:
            return
        elif tag == "input" and name:
            kind = attributes.get("type", "text")
            if kind in ("submit", "button", "file", "image"):
                return
            if kind in ("checkbox", "radio") and "checked" not in attributes:
                return
            self.sent.setdefault(name, []).append(
                attributes.get("value") or ("on" if kind == "checkbox" and "value" not in attributes else "")
            )
        elif tag == "select":
            self.select, self.options, self.multiple = name, [], "multiple" in attributes
        elif tag == "option" and self.select is not None:
            self.options.append((attributes.get("value") or "", "selected" in attributes))
        elif tag == "textarea":
            self.textarea, self.text = name, ""

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select is not None:
            chosen = [value for value, selected in self.options if selected]
            if not self.multiple:
                chosen = chosen[-1:] or [value for value, _ in self.options[:1]]
            if chosen:
                self.sent[self.select] = chosen
            self.select = None
        elif tag == "textarea" and self.textarea is not None:
            self.sent[self.textarea] = [self.text.removeprefix("\n").replace("\n", "\r\n")]
            self.textarea = None


def form_of(response: Any, form_id: str) -> dict[str, Any]:
    """Return what the form `form_id` of the page would send: name -> list of values."""
    parser = _Form(form_id)
    parser.feed(response.content.decode())
    assert parser.sent, f"the page has no form {form_id}"
    return parser.sent


def sure(*rows: Model) -> dict[str, str]:
    """Return what the page sends that asks whether `rows` are to be deleted."""
    return {"post": "yes", "shown": whole_state(_stored(rows))}


def seen(*rows: Model) -> str:
    """Return what a list says that it shows of `rows`."""
    return ";".join(f"{row.pk}:{row_state(row)}" for row in _stored(rows))


def _stored(rows: tuple[Model, ...]) -> list[Model]:
    return list(type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]))


def errors_of(response: Any) -> dict[str, list[str]]:
    """Return the errors of a change page that was not saved: field -> messages, inlines as prefix-number-field."""
    assert response.status_code == 200, "the page was saved"
    found = {name: list(messages) for name, messages in response.context["adminform"].form.errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found.update({f"{form.prefix}-{name}": list(messages) for name, messages in form.errors.items()})
        if together := list(inline.formset.non_form_errors()):
            found[inline.formset.prefix] = together
    return found
