"""When two addresses, or two DOIs, are the same: the one normal form of each, for comparing and finding.

A normal form is compared and looked up, never shown and never stored in place of what somebody wrote: it forgets what
does not tell two things apart, such as the https before an address. Every function takes any text and gives "" for
what is none of its sort; what it gives stays the same when it is given back.
"""

import re
import unicodedata
from html import unescape
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes

from datasets.words.folding import hyphened, visible

# Longer texts are no identifiers: twice what the catalogue stores, as an archive's address holds another.
LONGEST = 2_000

SCHEME = re.compile(r"(?:(?:https?|ftps?|git|ssh|git\+https|git\+ssh):/+)+|/+", re.IGNORECASE)
# git@github.com:owner/name: how git itself writes where a repository is.
GIT = re.compile(r"\A(?:ssh:/+)?git@(?P<host>[\w.-]+)[:/]", re.IGNORECASE)
AUTHORITY = re.compile(r"(?:(?P<user>[^/?#]*)@)?(?P<host>[^:@/?#]+)(?::(?P<port>\d*))?(?=[/?#]|\Z)")
LABEL = re.compile(r"\w(?:[\w-]{0,61}\w)?")
# What a host ends with is a word; four numbers are an address of the internet protocol, a single one is a figure.
TOP_LABEL = re.compile(r"[^\W\d_][\w-]+")
NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
# What each scheme means when no port is written (IANA, Service Name and Transport Protocol Port Number Registry).
USUAL_PORTS = frozenset({"", "80", "443", "21", "22", "9418"})
# Other names of one host.
SAME_HOST = {"dx.doi.org": "doi.org", "export.arxiv.org": "arxiv.org"}
# Hosts in whose addresses capitals and small letters are the same.
CASELESS = frozenset({"github.com"})

# Directories answer with these files where an address names none; the name of a repository may end in .git.
DIRECTORY_FILE = re.compile(
    r"/(?:index\.(?:[sx]?html?|php\d?|aspx?|jsp|cgi)|default\.(?:html?|aspx?))\Z", re.IGNORECASE
)
REPOSITORY = re.compile(r"\.git\Z", re.IGNORECASE)
# Parameters that say where a visitor came from, or who they are, and never what is shown.
TRACKER = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa|vero|oly|itm|guce)_.*"
    r"|(?:fbc|gc|dc|twc|ttc|yc|ysc|irc)lid|msclkid|igshid|igsh|gbraid|wbraid|gclsrc|li_fat_id|_ga|_gl|_hsenc|_hsmi"
    r"|__hs\w+|hsctatracking|mkt_tok|mc_[ce]id|ml_subscriber\w*|s_cid|rb_clickid|wickedid|_openstat|guccounter|xtor"
    r"|ref|ref_src|ref_url|referrer|usp|fb_(?:action|comment|source)\w*|jsessionid|phpsessid",
    re.IGNORECASE,
)
SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)

# Archives keep copies under the address of the original, most behind the moment of the copy.
ARCHIVES = re.compile(
    r"web\.archive\.org|archive\.(?:org|today|ph|is|li|md|fo|vn)|(?:wayback|web)?archive\.[\w.-]+|wayback\.[\w.-]+"
    r"|arquivo\.pt|vefsafn\.is"
)
COPY = re.compile(
    r"/(?:[^?#]*?/)??(?:(?=https?:/)|(?:web|wayback)/(?:\d{4,14}(?:[a-z]{2}_)?\*?|\*)/)(?P<original>.+)", re.I
)

ESCAPES = re.compile("(?:%[0-9a-f]{2})+", re.IGNORECASE)
# What stays escaped, as it would mean something else; a percent sign that escapes nothing counts, too.
ESCAPED = re.compile(r"[\x00-\x20\x7f%/?#&=+;\\<>\"^`{|}\ufffd]|\s")
BARE = re.compile(r"%(?![0-9A-F]{2})|[\x00-\x20\x7f\\<>\"^`{|}]|\s")

# The directory 10, a registrant, and whatever the registrant chose (DOI Handbook, 2.2); before it a label, or an
# address that ends with it: the resolver's, a publisher's.
DOI = re.compile(
    r"(?P<before>\S*?)(?<![\w.])(?P<registrant>10\.\d{4,9}(?:\.\d+)*)(?:/|%2f)+(?P<suffix>\S+)", re.IGNORECASE
)
DOI_LABEL = re.compile(r"(?:<\s*|(?:doi(?!\.org)|digital object identifier)\s*[:=]?\s*)+", re.IGNORECASE)
RESOLVER = "doi.org"
RESOLVERS = (RESOLVER, "handle.net")
# What publishers add behind the DOI of an article in the addresses of its pages.
PAGE_OF_ARTICLE = re.compile(
    r"(?:/(?:full|fulltext\.html|abstract|abs|pdf|epub|meta|summary)|\.pdf|\.full)\Z", re.IGNORECASE
)
# arXiv gives each of its articles, whatever the version, one DOI (arXiv's help, "DOIs for arXiv articles").
ARXIV = re.compile(
    r"(?:(?:https?:/+)?(?:[\w-]+\.)?arxiv\.org/+(?:abs|pdf|html|format)/+|arxiv\s*:\s*)"
    r"(?P<number>\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/*(?:[?#]\S*)?\Z",
    re.IGNORECASE,
)

# Hosts whose addresses are a DOI's.
OF_DOIS = frozenset({RESOLVER, "arxiv.org"})

CAPITALS = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}
OPENING = {closing: opening for opening, closing in PAIRS.items()}
QUOTES = " '\"“”„«»‘’‹›`"
ENDS = QUOTES + "/.,;:!?*…、。，；："


def doi(text: str) -> str:
    """Return the DOI that `text` is, in small letters and without a resolver; "" where it is none.

    It may be bare, behind a label, the resolver's or a publisher's address, escaped, or end a sentence. Capitals and
    small letters of ASCII are the same in a DOI (DOI Handbook, 2.4).

    >>> doi("https://dx.doi.org/10.1148/RYAI.210315."), doi("doi:10.1148%2Fryai.210315"), doi("10.5")
    ('10.1148/ryai.210315', '10.1148/ryai.210315', '')
    """
    text = _cleaned(text)
    if found := ARXIV.match(text):
        return f"10.48550/arxiv.{found['number'].translate(CAPITALS)}"
    label = DOI_LABEL.match(text)
    text = text[label.end() :] if label else text
    found = None if " " in text else DOI.match(text)
    if not found:
        return ""
    before, suffix = found["before"].casefold(), found["suffix"]
    if "/" in before and not before.startswith("info:"):
        # In an address, what follows these signs is no longer the DOI: there, its own are escaped.
        suffix = re.split("[#&]" if "?" in before else "[?#]", suffix, maxsplit=1)[0]
        if not any(resolver in before for resolver in RESOLVERS):
            suffix = PAGE_OF_ARTICLE.sub("", suffix.rstrip("/"))
    suffix = _cleaned(_plain(suffix)).translate(CAPITALS).partition(" ")[0]
    suffix = _unended(hyphened(unicodedata.normalize("NFKC", suffix))).lstrip("/")
    return f"{found['registrant']}/{suffix}" if suffix else ""


def doi_address(doi: str) -> str:
    """Return the address of a DOI; what an address cannot hold is encoded (DOI Handbook, 2.5.2.4)."""
    return f"https://doi.org/{quote(doi, safe='/:;().,-_~!*@&=+$')}" if doi else ""


def address(text: str) -> str:
    """Return what tells the web address in `text` from others: its host, path and query; "" where it is none.

    Without: scheme, user, www, usual port, fragment (but one that names a page), trackers, last slash, the file that
    directories answer with; the order of parameters, the case of the host, escapes and repeated slashes do not count.
    An archive's copy is its original, a resolver's or arXiv's address that of the DOI.

    >>> address("HTTPS://www.Example.org:443/a/./b/index.html?utm_source=x&b=2&a=1#top")
    'example.org/a/b?a=1&b=2'
    >>> address("web.archive.org/web/20200131000000*/http://example.org/"), address("liver CT")
    ('example.org', '')
    """
    place = _place(text)
    if not place:
        return ""
    rest, _, fragment = place.rest.partition("#")
    path, _, query = rest.partition("?")
    path, query = _path(path), _query(query)
    if place.host in OF_DOIS and (found := doi(place.host + path)):
        return f"{RESOLVER}/{found}"
    if fragment.startswith(("!", "/")):
        # Pages that are put together in the browser name themselves here.
        path = _path(f"{path}/{fragment.lstrip('!/')}".replace("?", "%3F").replace("#", "%23"))
    if place.host in CASELESS:
        path = unicodedata.normalize("NFKC", path.lower())
    return place.host + (f":{place.port}" if place.port else "") + path + (f"?{query}" if query else "")


def host(text: str) -> str:
    """Return the host of the web address in `text`, or that `text` is, without www; "" where there is none.

    >>> host("https://WWW.Kaggle.com/datasets"), host("physionet.org"), host("10.5")
    ('kaggle.com', 'physionet.org', '')
    """
    place = _place(text)
    return place.host if place else ""


class _Place(NamedTuple):
    """An address in three: its host and port in their normal form, and the rest as it is written."""

    host: str
    port: str
    rest: str


def _place(text: str) -> _Place | None:
    """Return where an address leads; where it leads to an archive's copy, that of the original."""
    text = GIT.sub(r"https://\g<host>/", _unwrapped(_cleaned(text)).replace("\\", "/"))
    if " " in text:
        return None
    while True:
        scheme = SCHEME.match(text)
        found = AUTHORITY.match(text, scheme.end() if scheme else 0)
        # Without a scheme, what has an @ is somebody's e-mail.
        if not found or (found["user"] is not None and not scheme):
            return None
        name, rest = _host(found["host"]), text[found.end() :]
        copy = COPY.match(rest) if ARCHIVES.fullmatch(name) else None
        if not copy:
            break
        text = copy["original"]
    port = (found["port"] or "").lstrip("0")
    return _Place(name, "" if port in USUAL_PORTS else port, rest) if name else None


def _host(name: str) -> str:
    labels = [_label(label) for label in unquote(name).lower().replace("。", ".").strip(".").split(".")]
    while len(labels) > 2 and labels[0] == "www":
        del labels[0]
    found = ".".join(labels)
    is_host = len(labels) > 1 and all(LABEL.fullmatch(label) for label in labels)
    if not is_host or not (TOP_LABEL.fullmatch(labels[-1]) or NUMBERED.fullmatch(found)):
        return ""
    return SAME_HOST.get(found, found)


def _label(label: str) -> str:
    """Return a label of a host in its own script (RFC 3492), so that both forms of it meet."""
    if not label.startswith("xn--"):
        return label
    try:
        found = unicodedata.normalize("NFKC", label[4:].encode("ascii").decode("punycode")).lower()
    except UnicodeError:
        return label
    return label if found.isascii() or not LABEL.fullmatch(found) else found


def _path(path: str) -> str:
    """Return a path in its normal form: "" or with a slash before it and none behind."""
    path = normpath("/" + _escaped(SESSION.sub("", path)).lstrip("/"))
    while (shorter := REPOSITORY.sub("", DIRECTORY_FILE.sub("", _unended(path)))) != path:
        path = shorter
    return path


def _query(query: str) -> str:
    pairs = (pair.partition("=") for pair in _escaped(query.replace("+", "%20")).split("&"))
    # Each could be the last, that ends a sentence.
    told = ((_unended(key), _unended(value)) for key, _, value in pairs if not TRACKER.fullmatch(key))
    return "&".join(sorted(f"{key}={value}" if value else key for key, value in told if key))


def _escaped(text: str) -> str:
    """Return part of an address with only that escaped which must be (RFC 3987, 5.3.2)."""
    if "%" in text:
        text = ESCAPES.sub(_unescaped, text)
    return BARE.sub(lambda found: _escape(found[0]), unicodedata.normalize("NFKC", visible(text)))


def _unescaped(found: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0].upper()
    return ESCAPED.sub(lambda sign: _escape(sign[0]), text)


def _escape(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))


def _plain(text: str) -> str:
    """Undo every escaping of addresses and of HTML, also where it was done twice."""
    while (plain := unescape(unquote(text))) != text:
        text = plain
    return text


def _cleaned(text: str) -> str:
    """Return the text in NFKC without what cannot be seen, white space single; "" for one that is too long."""
    return " ".join(visible(unicodedata.normalize("NFKC", text)).split()) if len(text) <= LONGEST else ""


def _unwrapped(text: str) -> str:
    """Return the text without the quotes and brackets around it and the punctuation that ends a sentence."""
    while text:
        before = text
        text = _unended(text.lstrip(QUOTES))
        if text and text[-1] == PAIRS.get(text[0]):
            text = text[1:-1]
        elif text and text[0] in PAIRS and text.count(text[0]) > text.count(PAIRS[text[0]]):
            text = text[1:]
        if text == before:
            break
    return text


def _unended(text: str) -> str:
    """Return the text without the punctuation that ends a sentence, and brackets that it only closes."""
    while text:
        before = text
        text = text.rstrip(ENDS)
        if text and (opening := OPENING.get(text[-1])) and text.count(text[-1]) > text.count(opening):
            text = text[:-1]
        if text == before:
            break
    return text
