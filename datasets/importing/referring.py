"""The reference that an import cites: one that is there, or the record of a new one, made with the import."""

from datetime import date

from datasets.facts.kinds import Record
from datasets.models import Document
from datasets.records import dumping, references


def document_of(cited: str, title: str = "", authority: str = "", language: str = "en", as_of: str = "") -> Record:
    """Return the record of the document that `cited`, a code, an address or a DOI, names; a new one is not written.

    Raises ValueError with what is missing or wrong, and the fix.
    """
    if not cited:
        raise ValueError("the file does not say where it comes from; give an address, a DOI or a document's code")
    known = Document.objects.filter(code=cited).values_list("code", flat=True).first() or references.cited_by(cited)
    if known is not None:
        return next(dumping.dump_documents(Document.objects.filter(code=known)))
    if not references.normal(cited):
        raise ValueError(f"“{cited}” is no address, no DOI and no document's code")
    if authority not in Document.Authority.values:
        words = ", ".join(Document.Authority.values)
        raise ValueError(f"“{cited}” is new: say whose word it is with an authority ({words})")
    if as_of:
        try:
            date.fromisoformat(as_of)
        except ValueError as error:
            raise ValueError(f"“{as_of}” is no day; write it as 2026-11-27") from error
    return references.new_document(cited, title, authority, language, as_of or None)
