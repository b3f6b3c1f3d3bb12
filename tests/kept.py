"""What functions of the product keep between requests, for a test that changes what they were made from."""

import sys

from django.template import engines


def forget() -> None:
    """Drop whatever a function of the product or a template keeps."""
    for loader in engines["django"].engine.template_loaders:  # type: ignore[attr-defined]
        loader.reset()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("datasets", "directory"):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
