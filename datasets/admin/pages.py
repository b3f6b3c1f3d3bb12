"""Pages that several people have open: each write holds the catalogue, and looks first at what was changed meanwhile.

What a form sends is compared by meanwhile and sets; here are the page as a whole, deletion, and actions on lists.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.db import DataError, transaction
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse

from datasets.models import Change, ChangeSet, Dataset
from datasets.records.changes import KIND_OF, states

from .fields import is_key
from .meanwhile import DIGITS, SHOWN, ComparedForm, by_whom, maker_of, removal_of
from .sets import ComparedList

# Names that are told one by one.
NAMED = 10


def row_state(row: Model) -> str:
    """Return the digest of a row's columns; those of an entry change with all that belongs to it."""
    said = {field.attname: field.value_to_string(row) for field in row._meta.concrete_fields}
    return _digest(said)


def whole_state(rows: Iterable[Model]) -> str:
    """Return the digest of rows with all that is noted of them."""
    found = []
    for row in rows:
        kind = KIND_OF.get(type(row))
        known = states(kind, [row.pk]) if kind is not None and not isinstance(row, Dataset) else {}
        found.append([row.pk, row_state(row), *(state.pieces for state in known.values())])
    return _digest(sorted(found, key=lambda said: said[0]))


def _digest(value: Any) -> str:
    return blake2b(json.dumps(value, sort_keys=True, default=str).encode(), digest_size=DIGITS // 2).hexdigest()


def last_change(row: Model) -> ChangeSet | None:
    """Return the newest change set that changed a row."""
    kind = KIND_OF.get(type(row))
    if kind is None:
        return maker_of(row, "")
    changes = Change.objects.filter(kind=kind, key=row.pk).select_related("change_set__author")
    last = changes.order_by("-pk").first()
    return None if last is None else last.change_set


class BoundedChangeList(ChangeList):
    """A list whose filters hold whatever an address says, and that says what it shows of each row."""

    def get_results(self, request: HttpRequest) -> None:
        """Ask the database; a filter value that it cannot read, such as NUL, is a wrong parameter and no failure."""
        try:
            super().get_results(request)
        except DataError as error:
            raise IncorrectLookupParameters from error

    @property
    def says(self) -> str:
        """What the page shows of each row."""
        return ";".join(f"{row.pk}:{row_state(row)}" for row in self.result_list)


class SharedPages(admin.ModelAdmin):
    """The pages of one model, which several people have open at once."""

    form: Any = ComparedForm

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show or save; whoever saves sees what was committed before, and nobody writes until it is done."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            ChangeSet.hold()
            if object_id is not None and self.has_change_permission(request):
                key = unquote(object_id)
                if is_key(key) and self.get_object(request, key) is None:
                    return self.gone(request, key)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def gone(self, request: HttpRequest, key: str) -> HttpResponse:
        """Say that what was changed here is there no longer, and keep what was typed: it can be saved as a new one."""
        fresh = list(_as_new(request.POST, cast(str, self.opts.model_name)))
        context = {
            **self.admin_site.each_context(request),
            "title": f"This {self.opts.verbose_name} is gone",
            "opts": self.opts,
            "removal": removal_of(self.model, key),
            "typed": [(name.replace("-", " "), text) for name, text in fresh if text and not COUNTED.fullmatch(name)],
            "fresh": fresh,
            "may_add": self.has_add_permission(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/gone.html", context, status=409)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Write the parts; say which of those on the page were removed by others."""
        super().save_formset(request, form, formset, change)
        for text in formset.removed:
            messages.info(request, text)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Ask, then delete what is still as the page showed it."""
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            ChangeSet.hold()
            row = self.get_object(request, unquote(object_id))
            may = self.has_delete_permission(request, row)
            if row is not None and may and request.POST.get(SHOWN) != whole_state([row]):
                message = f"Nothing was deleted: “{row}” was changed {by_whom(last_change(row))}, since it was shown."
                self.message_user(request, f"{message} Look at it again.", messages.WARNING)
                return HttpResponseRedirect(request.get_full_path())
            return super().delete_view(request, object_id, extra_context)

    def render_delete_form(self, request: HttpRequest, context: Any) -> Any:
        """Show the page that asks; it says what it shows."""
        return super().render_delete_form(request, {**context, SHOWN: whole_state([context["object"]])})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the class of the list."""
        return BoundedChangeList

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list; the forms in it have to know it."""
        cast(Any, request).listed = super().get_changelist_instance(request)
        return cast(Any, request).listed

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form of a row in the list."""
        return super().get_changelist_form(request, **{"form": ComparedForm, **kwargs})

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> type[BaseModelFormSet]:
        """Return the forms of the rows in the list."""
        formset: Any = super().get_changelist_formset(request, **{"formset": ComparedList, **kwargs})
        formset.listed = cast(Any, request).listed
        return cast(type[BaseModelFormSet], formset)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the list, or do what was chosen in it."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            ChangeSet.hold()
            return super().changelist_view(request, extra_context)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *where: Any) -> Any:
        """Do what was chosen with the rows that are still as they were shown; name the others."""
        keys = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if is_key(key)]
        chosen = queryset.filter(pk__in=keys)
        if request.POST.get("post"):
            # Whatever an action asked before it does something.
            if request.POST.get("action") == "delete_selected" and request.POST.get(SHOWN) != whole_state(chosen):
                self._say_changed(request, list(chosen), "Nothing was deleted: look again.")
                request.POST = _without(request.POST, "post")  # type: ignore[assignment]
        elif not request.POST.get("select_across", "0").strip("0"):
            shown = dict(part.split(":", 1) for part in request.POST.get(SHOWN, "").split(";") if ":" in part)
            changed = [row for row in chosen if shown.get(str(row.pk)) != row_state(row)]
            if changed:
                self._say_changed(request, changed, "Look at them, then choose again.")
                queryset = queryset.exclude(pk__in=[row.pk for row in changed])
        answer = super().response_action(request, queryset, *where)
        if isinstance(answer, TemplateResponse) and "deletable_objects" in (answer.context_data or {}):
            cast(dict[str, Any], answer.context_data)[SHOWN] = whole_state(chosen)
        return answer

    def _say_changed(self, request: HttpRequest, rows: Collection[Model], then: str) -> None:
        named = [f"“{row}”, {by_whom(last_change(row))}" for row in list(rows)[:NAMED]]
        more = f" and {len(rows) - NAMED:,} more" if len(rows) > NAMED else ""
        message = f"Changed since the list was shown: {'; '.join(named)}{more}. {then}"
        self.message_user(request, message, messages.WARNING)


def _without(data: QueryDict, name: str) -> QueryDict:
    left = data.copy()
    left.pop(name, None)
    return left


# What a page sends besides what somebody typed: the token, buttons, what it showed, rows that are patterns of rows.
BESIDES = re.compile(r"csrfmiddlewaretoken|_.*|(?:.*-)?shown|.*-__prefix__-.*|.*-(?:MIN|MAX)_NUM_FORMS", re.DOTALL)
# The keys of rows, and of what they belong to.
KEYS = r".*-[0-9]+-(?:id|{})"
COUNTED = re.compile(r".*-(?:TOTAL|INITIAL)_FORMS|.*-[0-9]+-DELETE", re.DOTALL)


def _as_new(data: QueryDict, owner: str) -> Iterator[tuple[str, str]]:
    """Yield what was sent as it would be sent of something new: `owner` is what parts know what they belong to by."""
    for name, texts in data.lists():
        if BESIDES.fullmatch(name) or re.fullmatch(KEYS.format(owner), name, re.DOTALL):
            continue
        yield from ((name, "0" if name.endswith("-INITIAL_FORMS") else str(text)) for text in texts)
