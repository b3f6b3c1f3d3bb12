"""What functions of the product keep between requests, for a test that changes what they were made from."""

import sys

from django.template import engines

from datasets.models import kept as of_a_revision


def forget() -> None:
    """Drop whatever a function of the product or a template keeps."""
    for loader in engines["django"].engine.template_loaders:  # type: ignore[attr-defined]
        loader.reset()
    of_a_revision.forget()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("datasets", "directory"):
            for kept in vars(module).values():
                # Of the type: a namespace of RDF warns of every name that it is asked for and has not.
                if hasattr(type(kept), "cache_clear"):
                    kept.cache_clear()
