"""The interface's messages: extracted from code and templates, kept in locale/, compiled, and checked.

    python -m directory.messages              extracts, updates locale/*/LC_MESSAGES/django.po and compiles them
    python -m directory.messages --check      changes nothing; fails where a catalogue is not what that would write
    python -m directory.messages --check --complete     fails as well where a message is not translated

For developers: it needs Babel, which the site itself does not. What it writes depends on the sources alone: no dates,
no line numbers, messages in the order of their text.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_language, to_locale
from django.utils.translation.template import templatize

from datasets.translation import idiom

from .settings import BASE_DIR, LANGUAGE_CODE, LANGUAGES, LOCALE_PATHS

# Functions whose first arguments are messages, by the names under which the code imports them.
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "plazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ("Translators:",)
CODE = ("datasets", "directory")
TEMPLATES = "templates"
# A place in a message that a value takes: %(name)s, %s, %d. A doubled sign is a plain one.
PLACE = re.compile(r"%(?:\((?P<name>\w+)\))?(?P<kind>[sd])")
TAG = re.compile(r"</?[a-z][^>]*>")


class MessageCatalog(Catalog):
    """A catalogue whose header says nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header: language, plural forms, encoding."""
        headers = [("Project-Id-Version", "Lightbox")]
        if self.locale is not None:
            headers += [("Language", str(self.locale)), ("Plural-Forms", self.plural_forms)]
        return [
            *headers,
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        """Read a file's header: nothing of it is kept, for all of it follows from the language."""


def locales() -> list[str]:
    """Return the names of the catalogues, such as pt_BR: one for each language but the one that is written."""
    return [to_locale(code) for code, _name in LANGUAGES if code != LANGUAGE_CODE]


def path_of(locale: str, ending: str) -> Path:
    """Return the file of a catalogue; `ending` is po or mo."""
    return Path(LOCALE_PATHS[0]) / locale / "LC_MESSAGES" / f"django.{ending}"


def sources() -> Iterator[tuple[str, bytes]]:
    """Yield the path below the repository, and the text as Python, of every file that may hold messages."""
    for folder in CODE:
        for path in sorted((BASE_DIR / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(BASE_DIR).as_posix(), path.read_bytes()
    for path in sorted((BASE_DIR / TEMPLATES).rglob("*.html")):
        name = path.relative_to(BASE_DIR).as_posix()
        yield name, _calls(templatize(path.read_text(encoding="utf-8"), origin=name)).encode()


def _calls(python: str) -> str:
    """Return the calls that Django makes of a template's tags, each on a line of its own, without what is between.

    What is between is markup with its letters blanked, which no tokenizer of Python has to understand.
    """
    quoted = r"u(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    found = re.finditer(rf"\b(?:np|n|p)?gettext\({quoted}(?:,\s*{quoted})*(?:,\s*count)?\)", python)
    return "\n".join(call.group() for call in found)


def extracted() -> Catalog:
    """Return the template of all catalogues: every message with the files that it is in."""
    template = MessageCatalog(fuzzy=False)
    for name, text in sources():
        for line, message, comments, context in extract("python", BytesIO(text), KEYWORDS, COMMENT_TAGS):
            template.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return template


def read(locale: str) -> Catalog:
    """Return a catalogue as its file has it; an empty one where there is no file."""
    catalog = MessageCatalog(locale=locale, fuzzy=False)
    path = path_of(locale, "po")
    if path.exists():
        for message in read_po(BytesIO(path.read_bytes()), locale=locale):
            if message.id:
                catalog[message.id] = message
    return catalog


def updated(locale: str, template: Catalog) -> Catalog:
    """Return the catalogue of a language with the template's messages, and the translations that its file has."""
    catalog = MessageCatalog(locale=locale, fuzzy=False)
    kept = read(locale)
    for message in template:
        if message.id:
            known = kept.get(message.id, message.context)
            translated = known.string if known is not None and _plural(known) == _plural(message) else None
            catalog.add(
                message.id, translated or None, message.locations, message.flags, message.auto_comments,
                known.user_comments if known is not None else (), context=message.context,
            )  # fmt: skip
            if known is not None and known.fuzzy:
                catalog.get(message.id, message.context).flags.add("fuzzy")  # type: ignore[union-attr]
    return catalog


def _plural(message: Message) -> bool:
    return isinstance(message.id, tuple | list)


def written(catalog: Catalog) -> bytes:
    """Return the text of a catalogue's .po file."""
    out = BytesIO()
    catalog.header_comment = f"# Messages of the interface, {catalog.locale}. Kept by directory/messages.py."
    write_po(out, catalog, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Return the .mo file of a catalogue: what is translated, for the rest is shown as it is written in the code."""
    translated = MessageCatalog(locale=catalog.locale, fuzzy=False)
    for message in catalog:
        if message.id and not message.fuzzy and _translated(message):
            translated[message.id] = message
    out = BytesIO()
    write_mo(out, translated)
    return out.getvalue()


def _translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def problems(locale: str, template: Catalog, complete: bool) -> Iterator[str]:
    """Yield what is wrong with a catalogue's files; with `complete` also what is not translated."""
    po, mo = path_of(locale, "po"), path_of(locale, "mo")
    wanted, found = updated(locale, template), read(locale)
    ids = {(_text(message), message.context) for message in template if message.id}
    known = {(_text(message), message.context) for message in found if message.id}
    yield from (f"{po}: missing: {text!r}" for text, _context in sorted(ids - known, key=str))
    yield from (f"{po}: obsolete: {text!r}" for text, _context in sorted(known - ids, key=str))
    for message in found:
        if message.id:
            yield from (f"{po}: {_text(message)!r}: {problem}" for problem in _wrong(message, complete, locale))
    if ids == known and (not po.exists() or po.read_bytes() != written(wanted)):
        yield f"{po}: not as `python -m directory.messages` writes it"
    if not mo.exists() or mo.read_bytes() != compiled(found):
        yield f"{mo}: not compiled from {po.name}"


def _text(message: Message) -> str:
    return str(message.id[0] if _plural(message) else message.id)


def unnatural(template: Catalog) -> Iterator[str]:
    """Yield what is wrong with the messages as they are written in the code, in English."""
    for message in template:
        for text in _forms(message.id) if message.id else ():
            found = [
                *idiom.fragments(text, context=message.context is not None, plural=_plural(message)),
                *idiom.problems(text, LANGUAGE_CODE),
            ]
            yield from (f"{message.locations[0][0]}: {text!r}: {problem}" for problem in found)


def _forms(texts: object) -> list[str]:
    return list(texts) if isinstance(texts, tuple | list) else [str(texts or "")]


def _wrong(message: Message, complete: bool, locale: str) -> Iterator[str]:
    """Yield what is wrong with one message's translation."""
    if message.fuzzy:
        yield "fuzzy"
    sources_of, forms = _forms(message.id), _forms(message.string)
    translated = [form for form in forms if form]
    if len(translated) < len(forms):
        if complete or translated:
            yield "not translated"
        return
    for form in translated:
        # A singular may do without its number.
        if all(_places(form) != _places(source) for source in sources_of):
            yield f"other places for values: {form!r}"
        if sorted(TAG.findall(form)) != sorted(TAG.findall(sources_of[-1])):
            yield f"other markup: {form!r}"
        yield from idiom.problems(form, to_language(locale).lower())


def _places(text: str) -> list[str]:
    return sorted({place.group() for place in PLACE.finditer(text.replace("%%", ""))})


def main(arguments: list[str]) -> int:
    """Run the command; return 0, or 1 where a check finds something."""
    parser = argparse.ArgumentParser(prog="python -m directory.messages", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail where something is not as it should be"
    )
    parser.add_argument("--complete", action="store_true", help="with --check: fail where a message is not translated")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    template = extracted()
    if options.check:
        found = list(unnatural(template))
        found += [problem for locale in locales() for problem in problems(locale, template, options.complete)]
        sys.stdout.writelines(f"{problem}\n" for problem in found)
        return 1 if found else 0
    for locale in locales():
        catalog = updated(locale, template)
        path_of(locale, "po").parent.mkdir(parents=True, exist_ok=True)
        path_of(locale, "po").write_bytes(written(catalog))
        path_of(locale, "mo").write_bytes(compiled(catalog))
        missing = sum(not _translated(message) for message in catalog if message.id)
        sys.stdout.write(f"{locale}: {len(catalog)} messages, {missing} not translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
