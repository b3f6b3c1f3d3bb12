"""How to get the data with a command, where an address that the catalogue has says which one.

Each rule is a form of an address and the command of its host's own tool, as the host documents it. Nothing is guessed:
an address of another form gives none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import Pattern

from datasets.models import Link

# What a part of an address may be that stands in a command: nothing that a shell would read.
PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
END = r"/?(?:[?#].*)?$"


@dataclass(frozen=True)
class Rule:
    """The addresses of one host, the tool that downloads from it, and the command with the parts of the address."""

    address: Pattern[str]
    tool: str
    command: str


@dataclass(frozen=True)
class Command:
    """A command, and the tool that it needs."""

    tool: str
    line: str


def _rule(address: str, tool: str, command: str) -> Rule:
    return Rule(re.compile(rf"https?://(?:www\.)?{address}{END}", re.ASCII), tool, command)


# The tools' own words: github.com/Kaggle/kaggle-cli, huggingface.co/docs/huggingface_hub/guides/cli,
# github.com/dvolgyes/zenodo_get, physionet.org (each project's "Files"), docs.aws.amazon.com/cli,
# github.com/ImagingDataCommons/idc-index.
RULES = (
    _rule(
        rf"kaggle\.com/(?:datasets/)?(?P<owner>{PART})/(?P<name>{PART})",
        "kaggle",
        "kaggle datasets download {owner}/{name}",
    ),
    _rule(
        rf"huggingface\.co/datasets/(?P<owner>{PART})/(?P<name>{PART})",
        "hf",
        "hf download {owner}/{name} --repo-type dataset",
    ),
    _rule(r"zenodo\.org/records?/(?P<number>\d+)", "zenodo_get", "zenodo_get {number}"),
    _rule(r"doi\.org/10\.5281/zenodo\.(?P<number>\d+)", "zenodo_get", "zenodo_get {number}"),
    _rule(
        rf"physionet\.org/content/(?P<name>{PART})/(?P<version>{PART})",
        "wget",
        "wget -r -N -c -np https://physionet.org/files/{name}/{version}/",
    ),
    _rule(
        rf"portal\.imaging\.datacommons\.cancer\.gov/explore/filters/\?collection_id=(?P<name>{PART})",
        "idc",
        "idc download {name}",
    ),
    _rule(
        rf"(?P<bucket>{PART})\.s3(?:[.-]{PART})?\.amazonaws\.com",
        "aws",
        "aws s3 sync --no-sign-request s3://{bucket} {bucket}",
    ),
    _rule(
        rf"github\.com/(?P<owner>{PART})/(?P<name>{PART}?)(?:\.git)?",
        "git",
        "git clone https://github.com/{owner}/{name}.git",
    ),
)
COMPETITION = _rule(
    rf"kaggle\.com/(?:c|competitions)/(?P<name>{PART})(?:/\w+)?", "kaggle", "kaggle competitions download -c {name}"
)
# First parts of Kaggle's addresses that are no owner of data.
NO_OWNERS = {"c", "competitions", "code", "datasets", "discussion", "models", "organizations", "search"}
# A repository may hold the code alone: only an address that is said to be of the data is cloned.
KINDS = {Link.Kind.DOWNLOAD, Link.Kind.HOMEPAGE}


def commands(links: Iterable[Link]) -> list[Command]:
    """Return the commands that the addresses of an entry give, each once, in the order of the links."""
    return list(dict.fromkeys(found for link in links if link.kind in KINDS for found in _commands(link)))


def _commands(link: Link) -> Iterator[Command]:
    for rule in (COMPETITION, *RULES):
        found = rule.address.match(link.url)
        if found is None or found.groupdict().get("owner") in NO_OWNERS:
            continue
        if rule.tool == "git" and link.kind != Link.Kind.DOWNLOAD:
            continue
        yield Command(rule.tool, rule.command.format(**found.groupdict()))
        return
