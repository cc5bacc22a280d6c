import io
import logging

import pytest

from leerkring.core.logs import WithoutSecrets
from leerkring.core.tokens import link_token

SECRETS = [link_token("salt", number, "nonce") for number in range(200)]


def logged(message, *args):
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(WithoutSecrets())
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, message, args, None)
    handler.handle(record)
    return out.getvalue().strip()


def test_log_holds_no_secret_of_a_link():
    for secret in SECRETS:
        assert (
            logged("Not Found: %s", f"/leerkringen/uitnodiging/{secret}/") == "Not Found: /leerkringen/uitnodiging/…/"
        )


@pytest.mark.parametrize(
    "path",
    [
        "/leerkringen/hoe-blijven-ouderen-in-huissen-en-gendt-langer-thuis/mensen/",
        "/static/vendor/Bootstrap.css",
        "/bestanden/7c9e6679-7425-40de-944b-e07fc1f90ae7/",
    ],
)
def test_log_keeps_what_is_no_secret(path):
    assert logged("Not Found: %s", path) == f"Not Found: {path}"


def test_portal_uses_it(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]
