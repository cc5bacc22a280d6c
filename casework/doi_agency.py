"""The agency that registers DOIs. One is known, DataCite; another one is a class with the same ``put``."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

SECONDS = 20
KIND = "application/vnd.api+json"


class AgencyError(Exception):
    """The agency did not do it. ``is_final``: asking again in the same words does not help."""

    def __init__(self, message: str, *, is_final: bool) -> None:
        super().__init__(message)
        self.is_final = is_final


@dataclass(frozen=True)
class Registration:
    """What is registered: a name, what it stands for, and whether people find it."""

    name: str
    url: str
    title: str
    creators: list[dict[str, Any]]
    publisher: str
    year: int
    language: str
    kind: str
    is_findable: bool
    # Its number, of a version.
    version: str = ""
    # The kind of relation, and the DOI on the other side of it.
    related: Sequence[tuple[str, str]] = ()


class Agency(Protocol):
    """Gives out DOIs below ``prefix``."""

    prefix: str

    def put(self, registration: Registration) -> None:
        """Make it so, whatever was before: asking twice is harmless. Raises ``AgencyError``."""


class DataCite:
    """DataCite's REST API, or something that speaks it; ``address`` is ``https://NAME:PASSWORD@HOST/PREFIX``."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
        self.prefix = parts.path.strip("/")
        self._dois = f"{parts.scheme}://{parts.hostname}{port}/dois"
        secret = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self._key = base64.b64encode(secret.encode()).decode()

    def put(self, registration: Registration) -> None:
        """Change what is there, or make it when it is not."""
        facts = _facts(registration)
        try:
            self._send("PUT", f"{self._dois}/{quote(registration.name, safe='/')}", facts)
        except AgencyError as error:
            if error.args[0] != "404":
                raise
            self._send("POST", self._dois, facts)

    def _send(self, method: str, url: str, facts: dict[str, Any]) -> None:
        body = json.dumps({"data": {"type": "dois", "attributes": facts}}).encode()
        head = {"Content-Type": KIND, "Accept": KIND, "Authorization": f"Basic {self._key}"}
        request = urllib.request.Request(url, data=body, headers=head, method=method)
        try:
            urllib.request.urlopen(request, timeout=SECONDS).close()
        except urllib.error.HTTPError as error:
            error.close()
            is_final = error.code not in (404, 408, 429) and error.code < 500
            raise AgencyError(str(error.code), is_final=is_final) from error
        except OSError as error:
            raise AgencyError(str(error)[:200], is_final=False) from error


def _facts(row: Registration) -> dict[str, Any]:
    return {
        "doi": row.name,
        "url": row.url,
        "creators": row.creators,
        "titles": [{"title": row.title, "lang": row.language}],
        "publisher": row.publisher,
        "publicationYear": row.year,
        "language": row.language,
        "types": {"resourceTypeGeneral": "Text", "resourceType": row.kind},
        **({"version": row.version} if row.version else {}),
        "relatedIdentifiers": [
            {"relationType": kind, "relatedIdentifier": name, "relatedIdentifierType": "DOI"}
            for kind, name in row.related
        ],
        # What was published is hidden when it is withdrawn; it never goes.
        "event": "publish" if row.is_findable else "hide",
    }


def agency() -> Agency | None:
    """Return the agency of this portal; None as long as nobody has set one."""
    return DataCite(settings.DOI_AGENCY) if settings.DOI_AGENCY else None
