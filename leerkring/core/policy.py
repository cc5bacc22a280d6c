"""What a browser may load and do on our pages (Content-Security-Policy)."""

from typing import Any

from csp.constants import NONCE, NONE, SELF


def content_policy(pictures: list[str]) -> dict[str, Any]:
    """Return django-csp's setting: all from the portal itself, but pictures also from the hosts given."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, NONCE],
            "style-src": [SELF],
            "img-src": [SELF, "data:", *pictures],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "frame-src": [SELF],
            "form-action": [SELF],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
            "object-src": [NONE],
        }
    }
