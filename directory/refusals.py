"""The addresses that a request sees which is refused unread: whatever it asks for, the page that says why."""

from django.urls import re_path

from . import bounds, urls

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
# The others are there for the links on that page.
urlpatterns = [re_path("", bounds.refused), *urls.urlpatterns]
