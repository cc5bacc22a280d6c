"""Who watches the portal: figures shared by its processes, and errors reported without what people wrote."""

import os
from pathlib import Path
from typing import Any

# What of an event may leave the machine. Bodies, cookies, headers, variables and the trail before it may not.
KEPT_OF_REQUEST = {"method"}
KEPT_OF_EVENT = {
    "event_id", "timestamp", "level", "logger", "platform", "release", "environment", "server_name", "exception",
    "transaction", "tags", "sdk", "type", "request",
}  # fmt: skip
KEPT_OF_FRAME = {"filename", "function", "module", "lineno", "in_app", "abs_path", "context_line"}


def share_metrics(folder: Path) -> None:
    """Let all processes of this machine count in one folder; before prometheus_client is loaded."""
    folder.mkdir(exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))


def report_errors(dsn: str, *, release: str, site: str) -> None:
    """Report errors to Sentry, or what speaks its language; nothing is loaded without an address."""
    if not dsn:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn,
        release=release or None,
        environment=site,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        include_source_context=True,
        max_breadcrumbs=0,
        traces_sample_rate=0,
        before_send=scrub,
    )


def scrub(event: Any, hint: dict[str, Any]) -> Any:
    """Return what may be told of an error: where it happened and of which kind. Its message may quote somebody."""
    told = {name: value for name, value in event.items() if name in KEPT_OF_EVENT}
    if "request" in told:
        told["request"] = {name: value for name, value in told["request"].items() if name in KEPT_OF_REQUEST}
    for error in told.get("exception", {}).get("values", []):
        error["value"] = ""
        for frame in error.get("stacktrace", {}).get("frames", []):
            for name in set(frame) - KEPT_OF_FRAME:
                del frame[name]
    return told
