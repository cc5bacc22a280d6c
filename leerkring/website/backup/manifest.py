"""What a backup says of itself: what is in it, when and by what it was made, and whether it is whole."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils.crypto import constant_time_compare, salted_hmac

from .sealed import Seal

NAME = "manifest.json"
FORMAT = 1


class Damaged(Exception):
    """The backup is not what it says it is; the message names what is wrong."""


@dataclass
class Part:
    """One file of the backup, as it was before it was encrypted."""

    sha256: str
    size: int


@dataclass
class Manifest:
    """The whole of it. ``key`` tells whether SECRET_KEY is the same one; the key itself is not in the backup."""

    taken_at: str
    vendor: str
    versions: dict[str, str]
    migrations: list[str]
    counts: dict[str, int]
    database: Part
    files: dict[str, Part] = field(default_factory=dict)
    # Named by a row, and not in the storage when the backup was made.
    missing: list[str] = field(default_factory=list)
    key: str = ""
    format: int = FORMAT

    @property
    def taken(self) -> datetime:
        """When the database was as it is in the backup."""
        return datetime.fromisoformat(self.taken_at)


def mark_of_key() -> str:
    """Return what stands for SECRET_KEY: the same for the same key, and no way back to it."""
    return salted_hmac("leerkring.backup", "key", algorithm="sha256").hexdigest()[:32]


def write_manifest(manifest: Manifest, folder: Path, seal: Seal) -> None:
    """Write it last: a folder without one is no backup."""
    manifest.key = mark_of_key()
    body = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    whole = json.dumps({"manifest": body, "sha256": _hash(body), "mac": _mac(body)}, indent=1)
    seal.write_bytes(whole.encode(), folder / NAME)


def read_manifest(folder: Path, seal: Seal) -> Manifest:
    """Return the manifest; ``Damaged`` when it is missing, changed, or of a form that this portal doesn't know."""
    try:
        whole = json.loads(seal.read_bytes(folder / NAME))
        body, known = whole["manifest"], json.loads(whole["manifest"])
    except FileNotFoundError as error:
        raise Damaged(f"{folder} holds no {seal.name(NAME)}: it is no backup, or not a whole one.") from error
    except (ValueError, KeyError) as error:
        raise Damaged("The manifest can't be read.") from error
    is_ours = known["key"] == mark_of_key()
    if whole["sha256"] != _hash(body) or (is_ours and not constant_time_compare(whole["mac"], _mac(body))):
        raise Damaged("The manifest was changed since the backup was made.")
    if known["format"] != FORMAT:
        raise Damaged(f"The backup has form {known['format']}; this portal reads {FORMAT}.")
    known["database"] = Part(**known["database"])
    known["files"] = {name: Part(**part) for name, part in known["files"].items()}
    return Manifest(**known)


def differences(expected: dict[str, int], found: dict[str, int]) -> Iterable[str]:
    """Yield a line per table that holds another number of rows than it should."""
    for table in sorted(expected.keys() | found.keys()):
        if expected.get(table) != found.get(table):
            yield f"{table}: {expected.get(table, 'no table')} in the backup, {found.get(table, 'no table')} here"


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _mac(body: str) -> str:
    return salted_hmac("leerkring.backup", body, algorithm="sha256").hexdigest()
