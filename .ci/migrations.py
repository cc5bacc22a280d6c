"""See that each migration since the baseline can be applied while the release before it still runs.

``migrations.txt`` names those that are known: the ones of before this check, and those that somebody looked at and
found harmless, each with its reason. With PostgreSQL at hand the SQL for it is looked at, else that for SQLite.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KNOWN = {line.partition("#")[0].strip() for line in (ROOT / ".ci" / "migrations.txt").read_text().splitlines()} - {""}
APPS = ["accounts", "files", "search", "notifications", "communities", "meetings", "casework"]

sys.path[:0] = [str(ROOT), str(ROOT / ".ci")]
os.environ["DJANGO_SETTINGS_MODULE"] = "leerkring.settings"


def main() -> int:
    from test import DATABASE, answers

    if answers(DATABASE, 5432):
        os.environ["DATABASE_URL"] = f"{DATABASE.rsplit('/', 1)[0]}/postgres"
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader
    from django_migration_linter import MigrationLinter

    known = MigrationLoader(None).disk_migrations
    gone = KNOWN - {f"{app}.{name}" for app, name in known}
    linter = MigrationLinter(str(ROOT), quiet=["ok", "ignore", "warning"], no_cache=True)
    for app, name in sorted(known):
        if app in APPS and f"{app}.{name}" not in KNOWN:
            linter.lint_migration(known[app, name])
    for name in sorted(gone):
        print(f".ci/migrations.txt names {name}, which is gone.")
    if linter.has_errors:
        print("Old code must run on the new schema: expand, deploy, contract (docs/operations.md).")
    return int(linter.has_errors or bool(gone))


if __name__ == "__main__":
    sys.exit(main())
