"""What a browser keeps for when there is no connection (docs/decisions/0028)."""

import hashlib
import json
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from leerkring.core.visitors import kept_for_visitors

HOUR = 60 * 60
# What the two pages that stand without a connection are made of: components/offline_page.html.
FILES = [
    "js/theme.js",
    "vendor/bootstrap.css",
    *(f"css/{name}.css" for name in ("tokens", "base", "layout", "components", "patterns", "meetings")),
    "vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "img/favicon.svg",
    "vendor/icons.svg",
]


@require_safe
@kept_for_visitors(HOUR)
def offline(request: HttpRequest) -> TemplateResponse:
    """Say that there is no connection; the worker shows it, with a way to what was kept."""
    return TemplateResponse(request, "website/offline.html")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the worker from the root, as it works for all pages; browsers ask each time whether it changed."""
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8", headers=headers)


@cache
def _script() -> str:
    """Return the worker with the files of this release in front: another release is another worker."""
    text = (settings.BASE_DIR / "static" / "js" / "worker.js").read_text()
    files = [static(name) for name in FILES]
    name = hashlib.sha256(json.dumps([files, text]).encode()).hexdigest()[:12]
    shell = {"name": f"shell-{name}", "page": reverse("offline"), "files": files}
    return f"const SHELL = {json.dumps(shell)};\n{text}"
