"""What the portal does with its environment, seen from outside: each case is a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[3]
GROWN = {
    "MODE": "grown",
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": "leerkring.example, www.leerkring.example",
    "SITE_URL": "https://leerkring.example/",
    "DATABASE_URL": "postgres://portal:p%40ss@db:5433/leerkring",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://mailer:secret@mail.example:587",
}


def start(code: str, tmp_path: Path, **variables: str) -> subprocess.CompletedProcess:
    """Import the settings in a process with only these variables, and run ``code`` on them."""
    env = {"PATH": os.environ["PATH"], "VAR": str(tmp_path / "var")} | variables
    program = f"from leerkring import settings as s\n{code}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True)


def test_settings_start_embedded_when_no_variable_is_given(tmp_path):
    done = start("print(s.EMBEDDED, s.DATABASES['default']['ENGINE'], s.SITE_URL, s.SHOW_KEPT_MAIL)", tmp_path)

    assert done.stderr == ""
    assert done.stdout == "True django.db.backends.sqlite3 http://127.0.0.1:8000 True\n"


def test_settings_make_one_secret_for_its_owner_only_when_none_is_given(tmp_path):
    first = start("print(s.SECRET_KEY)", tmp_path).stdout
    second = start("print(s.SECRET_KEY)", tmp_path).stdout

    assert len(first.strip()) >= 50
    assert second == first
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_settings_read_every_part_when_grown(tmp_path):
    code = "d = s.DATABASES['default']\nprint(s.ALLOWED_HOSTS, s.SITE_URL, d['PASSWORD'], d['PORT'], s.EMAIL_USE_TLS)"
    done = start(code, tmp_path, **GROWN)

    assert done.stderr == ""
    hosts = ["leerkring.example", "www.leerkring.example"]
    assert done.stdout == f"{hosts} https://leerkring.example p@ss 5433 True\n"


@pytest.mark.parametrize("name", sorted(GROWN.keys() - {"MODE"}))
def test_settings_refuse_and_name_the_variable_when_grown_lacks_it(name, tmp_path):
    done = start("", tmp_path, **(GROWN | {name: ""}))

    assert done.returncode == 1
    assert done.stderr == f"Leerkring cannot start: MODE=grown needs {name}.\n"


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("MODE", "production", "MODE must be one of: embedded, grown."),
        ("PORT", "abc", "PORT must be a whole number."),
        ("PORT", "70000", "PORT must be between 1 and 65535."),
        ("DEBUG", "maybe", "DEBUG must be on or off (1 or 0, true or false)."),
        ("DATABASE_URL", "nonsense", "DATABASE_URL must be an address like postgres://…"),
        ("DATABASE_URL", "mysql://u:secret@h/d", "DATABASE_URL must be an address like postgres://…"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL must be an address like redis://…"),
        ("EMAIL_URL", "smtp://user:secret@host:25x", "EMAIL_URL must be an address like smtp://…"),
        ("SITE_URL", "leerkring.example", "SITE_URL must be an address like https://…"),
        ("MAP_TILES", "https://tiles.example/", "MAP_TILES must be an address with {z}, {x} and {y} in it, or none."),
        ("STORAGE_URL", "/mnt/files", "STORAGE_URL must be an address like s3://…"),
        ("SECRET_KEY", "secret", "SECRET_KEY must have at least 50 characters."),
        ("VAR", "/dev/null/var", "VAR must be a folder that can be written (Not a directory)."),
    ],
)
def test_settings_say_what_is_wrong_in_one_line_when_a_value_is_bad(name, value, complaint, tmp_path):
    done = start("", tmp_path, **{name: value})

    assert done.returncode == 1
    assert done.stderr == f"Leerkring cannot start: {complaint}\n"


def test_settings_tell_every_mistake_at_once_when_there_are_several(tmp_path):
    done = start("", tmp_path, PORT="abc", DEBUG="maybe")

    assert [line.split()[3] for line in done.stderr.splitlines()] == ["DEBUG", "PORT"]


def test_settings_hide_the_kept_mail_when_other_machines_can_reach_the_portal(tmp_path):
    assert start("print(s.SHOW_KEPT_MAIL)", tmp_path, BIND="0.0.0.0").stdout == "False\n"
    assert start("print(s.SHOW_KEPT_MAIL)", tmp_path, BIND="127.0.0.1").stdout == "True\n"


@pytest.mark.parametrize("name", ["REPLY_ADDRESS", "INBOUND_URL", "INBOUND_SECRET"])
def test_settings_refuse_half_of_what_answers_from_calendars_need(name, tmp_path):
    values = {"REPLY_ADDRESS": "a@b.nl", "INBOUND_URL": "maildir:///x", "INBOUND_SECRET": "s" * 32}
    done = start("", tmp_path, **{name: values[name]})

    assert done.returncode == 1
    assert "REPLY_ADDRESS goes with INBOUND_SECRET or INBOUND_URL" in done.stderr


def test_readme_lists_exactly_the_variables_that_the_settings_read():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "leerkring" / "settings.py").read_text()))
    listed = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), flags=re.MULTILINE))

    assert listed == read


def test_cookies_are_bound_to_the_host_when_the_portal_speaks_https(tmp_path):
    code = "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, s.LANGUAGE_COOKIE_SECURE)"

    assert start(code, tmp_path).stdout == "sessionid csrftoken django_language False\n"
    grown = start(code, tmp_path, **GROWN).stdout
    assert grown == "__Host-sessionid __Host-csrftoken __Host-django_language True\n"


def test_https_is_kept_to_for_a_year_and_below_the_host_too(tmp_path):
    code = "print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"

    assert start(code, tmp_path, **GROWN).stdout == "31536000 True\n"
    assert start(code, tmp_path, **GROWN, HSTS_SUBDOMAINS="off").stdout == "31536000 False\n"
