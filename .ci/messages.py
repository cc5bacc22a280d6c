"""Keep the translations whole: `messages.py` tidies and compiles them, `messages.py --check` complains."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/nl/LC_MESSAGES/django.po")
SOURCES = ["leerkring", "communities", "meetings", "casework", "templates", "locale", "manage.py"]
HEADER = {
    "Project-Id-Version": "Leerkring",
    "Language": "nl",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def read(root: Path) -> polib.POFile:
    return polib.pofile(str(root / CATALOGUE), wrapwidth=0)


def tidy() -> list[str]:
    """Sort the catalogue, forget guesses and what is no longer asked for, and compile it."""
    catalogue = read(ROOT)
    for entry in list(catalogue):
        if entry.obsolete:
            catalogue.remove(entry)
        elif entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    catalogue.metadata = HEADER
    catalogue.sort(key=lambda entry: (entry.msgid.lower(), entry.msgctxt or ""))
    catalogue.save()
    catalogue.save_as_mofile(str((ROOT / CATALOGUE).with_suffix(".mo")))
    return untranslated(catalogue)


def untranslated(catalogue: polib.POFile) -> list[str]:
    return [f"not translated: {entry.msgid!r}" for entry in catalogue if not entry.translated() or entry.fuzzy]


def check() -> list[str]:
    catalogue = read(ROOT)
    problems = untranslated(catalogue)
    if catalogue.to_binary() != (ROOT / CATALOGUE).with_suffix(".mo").read_bytes():
        problems.append("django.mo is older than django.po: run `make messages`")
    return problems + (unknown(catalogue) if shutil.which("xgettext") else [])


def unknown(catalogue: polib.POFile) -> list[str]:
    """Extract in a copy of the sources, and say what the catalogue lacks or has too much."""
    with tempfile.TemporaryDirectory() as folder:
        for name in SOURCES:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, Path(folder, name))
        command = [sys.executable, "manage.py", "makemessages", "--locale", "nl", "--no-location", "--no-wrap"]
        command += ["--no-obsolete", "--ignore", "*/tests/*"]
        env = os.environ | {"VAR": f"{folder}/var"}
        subprocess.run(command, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
        asked = {key(entry) for entry in read(Path(folder))}
    have = {key(entry) for entry in catalogue if not entry.obsolete}
    return [f"not in django.po: {text[1]!r}" for text in sorted(asked - have)] + [
        f"no longer asked for: {text[1]!r}" for text in sorted(have - asked)
    ]


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


if __name__ == "__main__":
    found = check() if "--check" in sys.argv else tidy()
    print("\n".join(found) or "The translations are whole.")
    sys.exit(bool(found))
