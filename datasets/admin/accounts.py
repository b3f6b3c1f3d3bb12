"""Accounts and groups: whoever may change them can give themselves any permission, so superusers alone may."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from .meanwhile import ComparedForm
from .pages import SharedPages


class OfSuperusers(BaseModelAdmin):
    """Rows that superusers alone see and write."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Allow superusers."""
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow superusers."""
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow superusers."""
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow superusers."""
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow superusers."""
        return _is_superuser(request)


def _is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


class AccountForm(ComparedForm, UserChangeForm):
    """An account."""


class AccountAdmin(OfSuperusers, SharedPages, UserAdmin):
    """Accounts."""

    form = AccountForm


class GroupsAdmin(OfSuperusers, SharedPages, GroupAdmin):
    """Groups of permissions."""


admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.register(User, AccountAdmin)
admin.site.register(Group, GroupsAdmin)
