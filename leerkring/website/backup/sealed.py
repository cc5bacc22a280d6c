"""The files of a backup, plain or encrypted with age (https://age-encryption.org), hashed on the way."""

import hashlib
import io
import shutil
from pathlib import Path
from typing import IO, Any

import pyrage

CHUNK = 1024 * 1024


class Hashing:
    """Reads on from ``source``, and knows the hash and the size of what passed."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self._hash, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = CHUNK) -> bytes:
        """Return the next bytes."""
        chunk = self._source.read(size)
        self._hash.update(chunk)
        self.size += len(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        """The hash of what was read so far."""
        return self._hash.hexdigest()


class Tally(io.RawIOBase):
    """Takes what is written, hands it on when there is somewhere to, and knows its hash and size."""

    def __init__(self, target: IO[bytes] | None = None) -> None:
        self._target, self._hash, self.size = target, hashlib.sha256(), 0

    def write(self, data: Any) -> int:
        """Take some bytes."""
        self._hash.update(data)
        self.size += len(data)
        if self._target is not None:
            self._target.write(data)
        return len(data)

    @property
    def sha256(self) -> str:
        """The hash of what was written so far."""
        return self._hash.hexdigest()


class Seal:
    """How the files of one backup are written and read: for ``recipients``, by ``identities``, or plain without."""

    def __init__(self, *, recipients: list[Any] | None = None, identities: list[Any] | None = None) -> None:
        self._recipients, self._identities = recipients or [], identities or []

    @classmethod
    def for_recipients(cls, recipients: list[str]) -> "Seal":
        """Return a seal that only the holders of the keys behind these (``age1…``) can break; ``ValueError``."""
        try:
            return cls(recipients=[pyrage.x25519.Recipient.from_str(text) for text in recipients])
        except pyrage.RecipientError as error:
            raise ValueError(f"a recipient is no age key: {error}") from error

    @classmethod
    def by_identity(cls, path: Path | None) -> "Seal":
        """Return a seal that opens what was made for the keys in a file, as ``age-keygen`` writes it."""
        if path is None:
            return cls()
        lines = [line.strip() for line in path.read_text().splitlines()]
        keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        if not keys:
            raise ValueError(f"{path} holds no age key.")
        return cls(identities=[pyrage.x25519.Identity.from_str(key) for key in keys])

    @property
    def is_encrypted(self) -> bool:
        """Whether a key is needed."""
        return bool(self._recipients or self._identities)

    def name(self, name: str) -> str:
        """Return what a file is called in the backup."""
        return f"{name}.age" if self.is_encrypted else name

    def write(self, source: IO[bytes], path: Path) -> tuple[str, int]:
        """Write a file of the backup; return the hash and size of what it holds."""
        path = path.with_name(self.name(path.name))
        path.parent.mkdir(parents=True, exist_ok=True)
        reading = Hashing(source)
        with path.open("xb") as target:
            if self._recipients:
                pyrage.encrypt_io(reading, target, self._recipients)
            else:
                shutil.copyfileobj(reading, target, CHUNK)
        return reading.sha256, reading.size

    def read(self, path: Path, target: IO[bytes] | None = None) -> tuple[str, int]:
        """Read a file of the backup into ``target``, or nowhere; return the hash and size of what it holds."""
        tally = Tally(target)
        with path.with_name(self.name(path.name)).open("rb") as source:
            if self._identities:
                pyrage.decrypt_io(source, tally, self._identities)
            else:
                shutil.copyfileobj(source, tally, CHUNK)
        return tally.sha256, tally.size

    def write_bytes(self, content: bytes, path: Path) -> None:
        """Write a small file."""
        self.write(io.BytesIO(content), path)

    def read_bytes(self, path: Path) -> bytes:
        """Return a small file."""
        target = io.BytesIO()
        self.read(path, target)
        return target.getvalue()
