"""Chromium as the tests start it."""

import shutil

# The lean one has no window, and none of what surrounds one: pages are the same in it. Not every system has it.
NAMES = ["chromium-headless-shell", "chromium"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def found_chromium() -> str | None:
    """Return where the leanest Chromium of this machine is; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)
