"""The headers of answers that come about before the application's middleware: to monitors, and to what is no HTTP."""

from functools import cache

from django.conf import settings


@cache
def headers() -> dict[str, str]:
    """Return the headers by their names, with HSTS where the site has TLS."""
    found = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    if settings.SECURE_HSTS_SECONDS:
        found["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return found
