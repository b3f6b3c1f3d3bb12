"""The page about the API for people, and the address without a language that leads to it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from datasets.search import parameters
from datasets.web.addresses import absolute

from .answers import NAMESPACE
from .document import OPERATIONS

# Addresses that show what can be asked, below the version.
EXAMPLES = (
    "datasets/?q=liver+CT&access=open&size_max=50GB",
    "datasets/?modality=MR&subjects_min=100&sort=newest&lang=fr",
    "datasets/kits19/",
    "suggestions/?q=kid",
    "relations/?dataset=lidc-idri",
    "overlap/?train=covidx&test=chestx-ray14&test=LIDC-IDRI",
)


def root(request: HttpRequest) -> HttpResponse:
    """Lead from the address that names no language to the page in the visitor's."""
    return HttpResponseRedirect(reverse("api-help"))


def api_help(request: HttpRequest) -> HttpResponse:
    """Show the addresses, from the table that answers them, with examples to try."""
    start = absolute(request, reverse(f"{NAMESPACE}:list_datasets")).removesuffix("datasets/")
    context = {
        "start": start,
        "operations": [
            (operation.path.replace("<", "{").replace(">", "}"), operation.summary) for operation in OPERATIONS
        ],
        "examples": [f"{start}{example}" for example in EXAMPLES],
        "most": parameters.MAXIMUM_PAGE_SIZE,
    }
    return render(request, "api_help.html", context)
