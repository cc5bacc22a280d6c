"""What happens to every request: its language, its input, and who may keep the answer."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.utils import translation

from .context import is_signed_in
from .text import is_storable
from .vocabulary import speaking

GetResponse = Callable[[HttpRequest], HttpResponse]
LANGUAGES = {code for code, _name in settings.LANGUAGES}
METHODS = ["GET", "HEAD", "POST"]
# Where the browser of somebody else's page asks first what it may (CORS), by OPTIONS.
ASKED_FIRST = "/api/"


class KnownMethodsMiddleware:
    """Answer 405 to any method but reading and posting, before it is asked who one is: no view is made for more."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asks_first = request.method == "OPTIONS" and request.path.startswith(ASKED_FIRST)
        if request.method in METHODS or asks_first:
            return self.get_response(request)
        return HttpResponseNotAllowed(METHODS)


class LanguageMiddleware:
    """Speak the language chosen in the cookie, else that of the account, else Dutch.

    The browser's own list is not asked: most Dutch readers have an English browser without knowing it. Which words a
    page takes from a programme ends with the request (``vocabulary.speak``).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in LANGUAGES and is_signed_in(request):
            language = getattr(request.user, "language", "")
        translation.activate(language if language in LANGUAGES else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        with speaking(None):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


def _all_clean(data: QueryDict) -> bool:
    return all(is_storable(key) and all(is_storable(value) for value in values) for key, values in data.lists())


class CleanInputMiddleware:
    """Answer 400 to text that no database column can hold, before a view meets it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Look at path, query and form; runs inside Django's own error handling."""
        if not (is_storable(request.path) and _all_clean(request.GET) and _all_clean(request.POST)):
            raise BadRequest("The request holds characters that cannot be stored.")


class PrivatePagesMiddleware:
    """Pages made for somebody who is signed in are kept by nobody else (rule 22)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response
