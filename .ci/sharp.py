"""What keeps people apart, by area: covered branch by branch, and tested until a changed line is noticed."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AREAS = {
    "permissions": ["leerkring/core/permissions.py", "*/permissions/*.py", "**/permissions.py"],
    "outbox": [
        "leerkring/notifications/actions.py",
        "leerkring/notifications/claims.py",
        "leerkring/notifications/delivery.py",
        "leerkring/notifications/onhold.py",
        "leerkring/notifications/resend.py",
        "leerkring/notifications/models/*.py",
    ],
    "tokens": ["**/tokens.py", "**/*_tokens.py"],
    "sanitising": ["leerkring/core/markdown*.py", "leerkring/core/html_words.py", "leerkring/core/text.py"],
    "uploads": ["leerkring/files/*.py"],
    "privacy": ["leerkring/accounts/privacy/*.py", "leerkring/core/privacy.py", "leerkring/core/retention.py"],
}


def files(area: str) -> list[str]:
    """Return the modules of an area, as paths below the root, sorted."""
    found = {path.relative_to(ROOT) for pattern in AREAS[area] for path in ROOT.glob(pattern)}
    return sorted(str(path) for path in found if not {".venv", "node_modules", "tests"} & {*path.parts})
