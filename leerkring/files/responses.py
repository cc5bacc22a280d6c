"""Handing out a file, so that a browser only ever shows it and never runs it (rule 30)."""

from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase, HttpResponseRedirect

from .models import File
from .purposes import IMAGES, PDF

SIGNED_SECONDS = 60
# A PDF has no sandbox: Chromium refuses to open its reader in one. Its reader runs no page script, and nosniff keeps
# it a PDF.
POLICY = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
SANDBOXED = f"{POLICY}; style-src 'unsafe-inline'; sandbox"


def file_response(file: File, *, public: bool = False) -> HttpResponseBase:
    """Return the bytes, or where they stand with a short-lived signature; the caller has checked the permission.

    ``public`` says that a visitor sees it too, so others may keep it a while.
    """
    is_inline = file.content_type in IMAGES or file.content_type == PDF
    response = _signed(file, is_inline) or _streamed(file, is_inline)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY if file.content_type == PDF else SANDBOXED
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    return response


def _streamed(file: File, is_inline: bool) -> HttpResponseBase:
    try:
        content = file.blob.open("rb")
    except FileNotFoundError as error:
        raise Http404("The bytes of this file are gone.") from error
    return FileResponse(content, as_attachment=not is_inline, filename=file.name, content_type=file.content_type)


def _signed(file: File, is_inline: bool) -> HttpResponseBase | None:
    """Return a redirect to the object storage, when the files stand there."""
    # Only an object storage signs addresses; the folder of the embedded portal has no address at all.
    if not getattr(default_storage, "querystring_auth", False):
        return None
    kind = "inline" if is_inline else "attachment"
    parameters = {
        "ResponseContentType": file.content_type,
        "ResponseContentDisposition": f"{kind}; filename*=UTF-8''{quote(file.name, safe='')}",
    }
    address = default_storage.url(file.blob.name, parameters=parameters, expire=SIGNED_SECONDS)  # type: ignore[call-arg]
    return HttpResponseRedirect(address)
