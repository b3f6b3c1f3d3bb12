"""YAML as it comes in: every scalar as it is printed (`no`, 1.10), with limits, and without what YAML adds to JSON.

Values are built from the parser's events, so that no tag makes an object, no alias repeats one, and no nest exhausts
the stack; a key that stands twice is told.
"""

from typing import Any

import yaml

from datasets.records.problems import Problem

# The deepest entries of the registry of open data have seven levels.
DEEPEST = 20
# The parser of libyaml where PyYAML was built with it: some fifteen times as fast.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _RefusedError(Exception):
    """The text has what is not read here; the message says what, and the line is behind it."""

    def __init__(self, message: str, event: yaml.Event) -> None:
        super().__init__(message)
        self.line = event.start_mark.line + 1 if event.start_mark else 1


def parsed(text: str) -> tuple[Any, Problem | None]:
    """Return the value of the one document of a YAML text, or None and what is wrong with it.

    Scalars are texts; an empty one that is not quoted is None.
    """
    try:
        return _value(text), None
    except _RefusedError as error:
        return None, Problem(f"line {error.line}", "", str(error))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}" if mark else ""
        return None, Problem(place, "", f"is no YAML: {error.problem or error.context}")
    except (yaml.YAMLError, UnicodeError) as error:
        return None, Problem("", "", f"is no YAML: {' '.join(str(error).split())[:200]}")


def _value(text: str) -> Any:
    root: list[Any] = []
    # The lists and objects that are open, each with the key that waits for its value.
    open_: list[tuple[Any, list[str]]] = [(root, [])]
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError("has an anchor or an alias; write its value out", event)
        if isinstance(event, yaml.DocumentStartEvent) and root:
            raise _RefusedError("has a second document; send each in a file of its own", event)
        if isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(open_) > DEEPEST:
                raise _RefusedError(f"is nested more than {DEEPEST} deep", event)
            inner: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            _put(open_[-1], inner, event)
            open_.append((inner, []))
        elif isinstance(event, yaml.ScalarEvent):
            _put(open_[-1], event.value if event.value or event.style else None, event)
    return root[0] if root else None


def _put(into: tuple[Any, list[str]], value: Any, event: yaml.Event) -> None:
    holder, waiting = into
    if isinstance(holder, list):
        holder.append(value)
    elif waiting:
        holder[waiting.pop()] = value
    elif not isinstance(value, str):
        raise _RefusedError("has a key that is no text", event)
    elif value in holder:
        raise _RefusedError(f"has the key “{value[:80]}” twice; keep one", event)
    else:
        # A key is one of its object before its value is read.
        holder[value] = None
        waiting.append(value)
