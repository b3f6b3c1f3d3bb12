"""JSON: the whole picture as data, with codes and figures in normal form beside the texts."""

import json
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from datasets.compare.picture import Cell, Comparison

from .addresses import Addresses


def write(comparison: Comparison, addresses: Addresses) -> str:
    """Return the comparison as JSON."""
    return json.dumps(data(comparison, addresses), ensure_ascii=False, indent=1) + "\n"


def data(comparison: Comparison, addresses: Addresses) -> dict[str, Any]:
    """Return the comparison as data; `value` null and `known` false are unknown, in `text` said in words."""
    return {
        "address": addresses.comparison,
        "language": get_language() or "en",
        "only_differences": comparison.only_differences,
        "datasets": [
            {"slug": column.slug, "name": column.name, "withdrawn": column.withdrawn,
             "address": addresses.entries[column.slug]}
            for column in comparison.columns
        ],
        "groups": [
            {
                "key": group.key,
                "title": group.title,
                "rows": [
                    {"key": row.key, "label": row.label, "differs": row.differs,
                     "cells": {cell.dataset: _cell(cell) for cell in row.cells}}
                    for row in group.rows
                ],
            }
            for group in comparison.groups
        ],
    }  # fmt: skip


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "known": cell.known,
        "value": cell.value,
        "text": [text.text for text in cell.texts] if cell.known else [_("unknown")],
        "quoted": cell.quoted,
        "sources": [
            {"document": citation.document, "line": citation.line, "printed": citation.printed,
             "agrees": citation.agrees}
            for citation in cell.citations
        ],
        "disagreements": [dispute.text.words for dispute in cell.disputes],
    }  # fmt: skip
