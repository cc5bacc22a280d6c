"""The environment variables of the portal: read once, and all that is wrong with them told in one go."""

import os
import secrets
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlparse

import environ
from django.core.exceptions import ImproperlyConfigured

SHAPES: dict[Callable[[str], Any], str] = {int: "a whole number", bool: "on or off (1 or 0, true or false)"}
# The background of maps that the Dutch land registry makes.
PDOK = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"
TRUE, FALSE = {"1", "true", "on", "yes"}, {"0", "false", "off", "no"}


class Environment(environ.Env):
    """django-environ, but an empty variable counts as none, ``$`` has no meaning, and mistakes are gathered.

    A mistake is reported by the variable's name and what it should be; never by its value, which may be a secret.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        """Return the variable, or ``default`` when it is empty, missing or wrong."""
        text = os.environ.get(var, "").strip()
        if not text:
            return default
        try:
            if cast is bool:
                return _flag(text)
            if cast is list:
                return [part.strip() for part in text.split(",") if part.strip()]
            return self.parse_value(text, cast)
        except ValueError:
            self.problems.append(f"{var} must be {SHAPES.get(cast, 'something else')}.")
            return default

    def number(self, var: str, *, default: int, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        number = self.int(var, default=default)
        if least <= number <= most:
            return number
        self.problems.append(f"{var} must be between {least} and {most}.")
        return default

    def choice(self, var: str, options: Iterable[str], *, default: str) -> str:
        """Return one of a few words."""
        value = self.str(var, default=default)
        if value in options:
            return value
        self.problems.append(f"{var} must be one of: {', '.join(options)}.")
        return default

    def address(self, var: str, schemes: Iterable[str], *, default: str = "") -> str:
        """Return an address that begins with one of ``schemes`` and names a host where the scheme has one."""
        value = self.str(var, default=default)
        if not value or _is_address(value, schemes):
            return value
        self.problems.append(f"{var} must be an address like {next(iter(schemes))}://…")
        return default

    def tiles(self, var: str, *, default: str) -> str:
        """Return the address of the tiles of a map, with a place for zoom, column and row; nothing for ``none``."""
        value = self.str(var, default=default)
        if value == "none":
            return ""
        if _is_address(value, ["https", "http"]) and all(part in value for part in ("{z}", "{x}", "{y}")):
            return value
        self.problems.append(f"{var} must be an address with {{z}}, {{x}} and {{y}} in it, or none.")
        return default

    def secret(self, var: str, *, least: int, default: Callable[[], str]) -> str:
        """Return a secret that is long enough, or the one that ``default`` makes."""
        value = self.str(var, default="")
        if value and len(value) < least:
            self.problems.append(f"{var} must have at least {least} characters.")
        return value or default()

    def folder(self, var: str, *, default: Path) -> Path:
        """Return a folder in which the portal may write; make it when it isn't there."""
        path = Path(self.str(var, default=str(default))).resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            sys.exit(f"Leerkring cannot start: {var} must be a folder that can be written ({error.strerror}).")
        if not os.access(path, os.W_OK):
            sys.exit(f"Leerkring cannot start: {var} must be a folder that can be written.")
        return path

    def require(self, names: Iterable[str], *, why: str) -> None:
        """Report each of ``names`` that is empty."""
        missing = [name for name in names if not os.environ.get(name, "").strip()]
        if missing:
            self.problems.append(f"{why} needs {', '.join(missing)}.")

    def stop_when_wrong(self) -> None:
        """End the process with one line per problem, which reads better in a log than a traceback."""
        if self.problems:
            sys.exit("\n".join(f"Leerkring cannot start: {problem}" for problem in self.problems))


def _flag(text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise ValueError(text)
    return text.lower() in TRUE


def _is_address(value: str, schemes: Iterable[str]) -> bool:
    try:
        parts = urlparse(value)
        # Asking for the port is what notices a wrong one.
        return parts.scheme in schemes and bool(parts.netloc or parts.path.strip("/")) and (parts.port or 1) > 0
    except (ValueError, ImproperlyConfigured):
        return False


def kept_secret(path: Path) -> str:
    """Return the key of an embedded portal; made once, readable by its owner only."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


def cache_backends(redis_url: str) -> dict[str, dict[str, Any]]:
    """Return the cache that all processes share, so that rate limits hold (rule 25), and the one of kept pages.

    What is only kept to be quick needs not be shared: in the table it would push the counters of the limits out. While
    Redis is away the limits are counted in that table.
    """
    table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    if redis_url:
        patience = {"socket_connect_timeout": 0.5, "socket_timeout": 1}
        redis = {"BACKEND": "leerkring.core.soft_cache.SoftRedisCache", "LOCATION": redis_url, "OPTIONS": patience}
        counted = redis | {"OPTIONS": patience | {"spare": "spare"}}
        return {"default": counted, "pages": redis | {"KEY_PREFIX": "pages"}, "spare": table}
    return {
        "default": table,
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
    }


def s3_options(url: str) -> dict[str, Any]:
    """Return what django-storages asks, from ``s3://KEY:SECRET@host[:port]/bucket[?region=eu-west-1&tls=false]``."""
    parts = urlparse(url)
    query = dict(parse_qsl(parts.query))
    scheme, port = ("http" if query.get("tls") == "false" else "https"), f":{parts.port}" if parts.port else ""
    return {
        "access_key": unquote_plus(parts.username or ""),
        "secret_key": unquote_plus(parts.password or ""),
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"{scheme}://{parts.hostname}{port}",
        "region_name": query.get("region"),
        "default_acl": None,
        "querystring_auth": True,
        "querystring_expire": 60,
        "file_overwrite": False,
    }


def storages(url: str, *, is_tried_out: bool, embedded: bool) -> dict[str, dict[str, Any]]:
    """Return where files stand: uploads in a folder or in the object storage at ``url``, and the static ones."""
    static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if is_tried_out:
        static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    elif embedded:
        # Compressing takes seconds at the first start, and saves nothing on the way to this machine's own browser.
        static = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    found: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": static},
    }
    if url:
        found["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": s3_options(url)}
    return found
