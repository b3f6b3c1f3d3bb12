"""Files to take away: one module for each format, over one of four pictures.

The comparison that datasets.compare builds, fields as rows with the documents behind each cell, is evidence: FORMATS.
The dataset table of a paper, datasets as rows with what is cited, is the paper kit: KIT_FORMATS. One entry as programs
are told of it (described.py): DESCRIPTIONS; a page of the catalogue (dcat_catalog.py): CATALOG. An exporter is a pure
function of its picture; it changes nothing and decides nothing about values.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import (
    bibtex,
    croissant,
    csl,
    dcat,
    dcat_catalog,
    json_data,
    json_ld,
    kit_sheet,
    latex,
    markdown_table,
    ris,
    signposting,
    spreadsheet,
    styles,
    workbook,
)

CSV = ("csv", "text/csv; charset=utf-8", "CSV")
BIB = ("bib", "application/x-bibtex; charset=utf-8", "BibTeX")
XLSX = ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX")
TURTLE = ("ttl", "text/turtle; charset=utf-8", "DCAT-AP, Turtle")
RDF_XML = ("rdf", "application/rdf+xml; charset=utf-8", "DCAT-AP, RDF/XML")
LD_JSON = "application/ld+json"


@dataclass(frozen=True)
class Format:
    """One way to take something away: the file's ending, its media type, its name, and what writes it.

    `profile` tells formats of one media type apart (RFC 6906): the address of what this one keeps to beside it.
    """

    ending: str
    media_type: str
    name: str
    write: Callable[..., str | bytes]
    profile: str = ""

    @property
    def essence(self) -> str:
        """The media type without its parameters."""
        return self.media_type.partition(";")[0]

    @property
    def bare_type(self) -> str:
        """The media type with the profile alone: how the format is asked for and linked to."""
        return self._with_profile(self.essence)

    @property
    def content_type(self) -> str:
        """The media type with all that it says of a file."""
        return self._with_profile(self.media_type)

    def _with_profile(self, media_type: str) -> str:
        return f'{media_type}; profile="{self.profile}"' if self.profile else media_type


FORMATS = {
    form.ending: form
    for form in (
        Format(*CSV, spreadsheet.write),
        Format(*XLSX, workbook.write),
        Format("json", "application/json; charset=utf-8", "JSON", json_data.write),
    )
}
KIT_FORMATS = {
    form.ending: form
    for form in (
        Format("tex", "application/x-tex; charset=utf-8", "LaTeX", latex.write),
        Format(*BIB, bibtex.write),
        Format("md", "text/markdown; charset=utf-8", "Markdown", markdown_table.write),
        Format(*CSV, kit_sheet.write_csv),
        Format(*XLSX, kit_sheet.write_workbook),
    )
}
# What is cited for an entry, as files for reference managers, and as text in a style: endings of DESCRIPTIONS.
CITED = ("bib", "ris", "csl.json")
TEXT = "txt"
# What describes an entry to programs, at /d/<slug>.<ending> and by the media type that a program accepts. The first one
# of a media type is what is given for it.
DESCRIPTIONS = {
    form.ending: form
    for form in (
        Format("jsonld", f"{LD_JSON}; charset=utf-8", "schema.org", json_ld.write),
        Format("croissant.json", LD_JSON, "Croissant", croissant.write, croissant.CROISSANT),
        Format(*BIB, bibtex.write_entry),
        Format("ris", "application/x-research-info-systems; charset=utf-8", "RIS", ris.write),
        Format("csl.json", "application/vnd.citationstyles.csl+json; charset=utf-8", "CSL-JSON", csl.write),
        Format(TEXT, "text/x-bibliography; charset=utf-8", "APA", styles.write),
        Format(*TURTLE, dcat.turtle),
        Format("dcat.jsonld", LD_JSON, "DCAT-AP, JSON-LD", dcat.json_ld, dcat.PROFILE),
        Format(*RDF_XML, dcat.xml),
    )
}
CATALOG = {
    form.ending: form
    for form in (
        Format(*TURTLE, dcat_catalog.turtle),
        Format("jsonld", LD_JSON, "DCAT-AP, JSON-LD", dcat_catalog.json_ld, dcat.PROFILE),
        Format(*RDF_XML, dcat_catalog.xml),
    )
}
# Where all of them are, and what else there is of an entry (signposting).
LINKSET = Format(
    signposting.LINKSET,
    signposting.LINKSET_TYPE,
    "Signposting",
    lambda entry: signposting.write(entry, DESCRIPTIONS.values()),
)
# What stands at /d/<slug>.<ending>.
OF_ENTRIES = DESCRIPTIONS | {LINKSET.ending: LINKSET}
