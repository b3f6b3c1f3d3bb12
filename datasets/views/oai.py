"""Harvesting by OAI-PMH 2.0: all six verbs, sets, selective harvesting, deleted records.

The protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html. What is
listed, and in which order, stands in harvests.py. Of what was published and is a draft now, nothing is told, so that
deletions are kept for a time ("transient").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from rdflib.namespace import RDF

from datasets.exports import dcat, dublin_core
from datasets.exports.described import Described
from datasets.facts.fields import FIELDS
from datasets.facts.reading import whole
from datasets.models.public import addressed
from datasets.web.addresses import absolute
from datasets.words.texts import ORIGINAL

from .descriptions import site
from .harvests import SETS, STAMP, Harvest, OAIError, Record, earliest, harvest_of, paths, record, records, sets_of
from .methods import answers_to

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
for _prefix, _uri in (
    ("", NAMESPACE),
    ("oai_dc", dublin_core.NAMESPACE),
    ("dc", dublin_core.DC),
    ("xsi", dublin_core.XSI),
):
    ET.register_namespace(_prefix, _uri)
# Records of a page, which takes well below a second, and identifiers.
RECORDS, IDENTIFIERS = 25, 500
# Characters of an argument; a token has some 200.
LONGEST = 600


@dataclass(frozen=True)
class Format:
    """A format of metadata: its schema, its namespace, and what makes the element of an entry."""

    schema: str
    namespace: str
    element: Callable[[Described], Element]


def _rdf(entry: Described) -> Element:
    """Return an entry as DCAT-AP in RDF/XML."""
    return ET.fromstring(dcat.xml(entry))  # noqa: S314 - written by ourselves


FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(dublin_core.SCHEMA, dublin_core.NAMESPACE, dublin_core.element),
    "dcat_ap": Format("http://www.openarchives.org/OAI/2.0/rdf.xsd", str(RDF), _rdf),
}


@csrf_exempt
@answers_to("GET", "HEAD", "POST")
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a request of the protocol; what is wrong with it is said as the protocol has it, with status 200."""
    root = Element(f"{{{NAMESPACE}}}OAI-PMH", {f"{{{dublin_core.XSI}}}schemaLocation": f"{NAMESPACE} {SCHEMA}"})
    _put(root, "responseDate", datetime.now(UTC).strftime(STAMP))
    base = absolute(request, reverse("oai"))
    with translation.override(ORIGINAL):
        try:
            verb, arguments = _read(request)
            answer = VERBS[verb][0](request, arguments)
            _put(root, "request", base, {"verb": verb, **arguments})
            root.append(answer)
        except OAIError as error:
            refused = {} if error.code in ("badVerb", "badArgument") else {"verb": verb, **arguments}
            _put(root, "request", base, refused)
            _put(root, "error", str(error), {"code": error.code})
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', content_type="text/xml; charset=utf-8")


def _put(parent: Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> Element:
    """Add an element of the protocol, without what XML cannot hold."""
    clean = {key: dublin_core.FORBIDDEN.sub("", value) for key, value in (attributes or {}).items()}
    child = SubElement(parent, f"{{{NAMESPACE}}}{name}", clean)
    child.text = dublin_core.FORBIDDEN.sub("", text) or None
    return child


def _read(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """Return the verb and its arguments; each has to be known, needed and there once."""
    given = {**dict(request.GET.lists()), **(dict(request.POST.lists()) if request.method == "POST" else {})}
    verbs = given.pop("verb", [])
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OAIError("badVerb", f"The verb has to be one of {', '.join(VERBS)}, once.")
    _answer, needed, may = VERBS[verbs[0]]
    for name, values in given.items():
        if name not in (*needed, *may):
            raise OAIError("badArgument", f"{verbs[0]} has no argument of this name: {name[:40]}.")
        if len(values) != 1 or not values[0] or len(values[0]) > LONGEST:
            raise OAIError("badArgument", f"The argument {name} has to have one value.")
    arguments = {name: values[0] for name, values in given.items()}
    if "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise OAIError("badArgument", "A resumptionToken stands alone.")
    elif missing := [name for name in needed if name not in arguments]:
        raise OAIError("badArgument", f"The argument {missing[0]} is missing.")
    return verbs[0], arguments


def _identify(request: HttpRequest, _arguments: Mapping[str, str]) -> Element:
    root = Element(f"{{{NAMESPACE}}}Identify")
    host = urlsplit(absolute(request, "/")).hostname or ""
    contact = settings.SECURITY_CONTACT.removeprefix("mailto:")
    _put(root, "repositoryName", "Lightbox, directory of medical imaging datasets")
    _put(root, "baseURL", absolute(request, reverse("oai")))
    _put(root, "protocolVersion", "2.0")
    # RFC 2142, 5: the mailbox that every site has.
    _put(root, "adminEmail", contact if "@" in contact and ":" not in contact else f"webmaster@{host}")
    _put(root, "earliestDatestamp", earliest().astimezone(UTC).strftime(STAMP))
    _put(root, "deletedRecord", "transient")
    _put(root, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    return root


def _list_metadata_formats(request: HttpRequest, arguments: Mapping[str, str]) -> Element:
    if "identifier" in arguments:
        _record(request, arguments["identifier"])
    root = Element(f"{{{NAMESPACE}}}ListMetadataFormats")
    for prefix, form in FORMATS.items():
        one = _put(root, "metadataFormat")
        _put(one, "metadataPrefix", prefix)
        _put(one, "schema", form.schema)
        _put(one, "metadataNamespace", form.namespace)
    return root


def _list_sets(_request: HttpRequest, arguments: Mapping[str, str]) -> Element:
    if "resumptionToken" in arguments:
        raise OAIError("badResumptionToken", "All sets are in one answer.")
    root = Element(f"{{{NAMESPACE}}}ListSets")
    for vocabulary in SETS:
        label = str(FIELDS[vocabulary].label)
        for code, (path, name) in [("", ("", "")), *paths(vocabulary).items()]:
            one = _put(root, "set")
            _put(one, "setSpec", f"{vocabulary}:{path}" if code else vocabulary)
            _put(one, "setName", f"{label}: {name}" if code else label)
    return root


def _get_record(request: HttpRequest, arguments: Mapping[str, str]) -> Element:
    form = _format(arguments["metadataPrefix"])
    record = _record(request, arguments["identifier"])
    root = Element(f"{{{NAMESPACE}}}GetRecord")
    _add(request, root, [record], form)
    return root


def _list_records(request: HttpRequest, arguments: Mapping[str, str]) -> Element:
    harvest = harvest_of(arguments)
    root = Element(f"{{{NAMESPACE}}}ListRecords")
    _list(request, root, harvest, RECORDS, _format(harvest.prefix))
    return root


def _list_identifiers(request: HttpRequest, arguments: Mapping[str, str]) -> Element:
    harvest = harvest_of(arguments)
    _format(harvest.prefix)
    root = Element(f"{{{NAMESPACE}}}ListIdentifiers")
    _list(request, root, harvest, IDENTIFIERS, None)
    return root


VERBS: Mapping[str, tuple[Callable[[HttpRequest, Mapping[str, str]], Element], tuple[str, ...], tuple[str, ...]]] = {
    "Identify": (_identify, (), ()),
    "ListMetadataFormats": (_list_metadata_formats, (), ("identifier",)),
    "ListSets": (_list_sets, (), ("resumptionToken",)),
    "GetRecord": (_get_record, ("identifier", "metadataPrefix"), ()),
    "ListIdentifiers": (_list_identifiers, ("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "ListRecords": (_list_records, ("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
}


def _format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise OAIError("cannotDisseminateFormat", f"The metadataPrefix has to be one of {', '.join(FORMATS)}.")
    return FORMATS[prefix]


def _list(request: HttpRequest, root: Element, harvest: Harvest, size: int, form: Format | None) -> None:
    """Add a page of a list, and the token of the next one; an empty token ends a list of several pages."""
    found = records(harvest, size + 1)
    if not found:
        raise OAIError("noRecordsMatch", "There is no such record.")
    page = found[:size]
    _add(request, root, page, form)
    if len(found) > size:
        last = page[-1]
        rest = Harvest(
            harvest.prefix, harvest.spec, harvest.since, harvest.until,
            last.changed.isoformat(), last.slug, harvest.cursor + size,
        )  # fmt: skip
        _put(root, "resumptionToken", rest.token, {"cursor": str(harvest.cursor)})
    elif harvest.cursor:
        _put(root, "resumptionToken", "", {"cursor": str(harvest.cursor)})


def _record(request: HttpRequest, identifier: str) -> Record:
    """Return the record of an identifier."""
    start = _identifier(request, "")
    found = record(identifier.removeprefix(start)) if identifier.startswith(start) else None
    if found is None:
        raise OAIError("idDoesNotExist", f"There is no record of this identifier; ours begin with {start}.")
    return found


def _identifier(request: HttpRequest, slug: str) -> str:
    """Return the identifier of a record (https://www.openarchives.org/OAI/2.0/guidelines-oai-identifier.htm)."""
    return f"oai:{urlsplit(absolute(request, '/')).hostname}:{slug}"


def _add(request: HttpRequest, root: Element, page: Sequence[Record], form: Format | None) -> None:
    """Add records in a format, or their headers alone. A fixed number of queries."""
    slugs = [one.slug for one in page if not one.deleted]
    rows = {row.slug: row for row in whole(addressed().filter(slug__in=slugs))} if form else {}
    sets, here = sets_of(slugs), site(request)
    for one in page:
        parent = _put(root, "record") if form else root
        header = _put(parent, "header", "", {"status": "deleted"} if one.deleted else {})
        _put(header, "identifier", _identifier(request, one.slug))
        _put(header, "datestamp", one.changed.astimezone(UTC).strftime(STAMP))
        for spec in sets.get(one.slug, ()):
            _put(header, "setSpec", spec)
        if form and not one.deleted:
            _put(parent, "metadata").append(form.element(Described(rows[one.slug], here)))
