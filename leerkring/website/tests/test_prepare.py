"""What stands between installing and serving: made once, quick the second time."""

from io import StringIO

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.management import CommandError, call_command

from communities.models import Area
from leerkring.website.management.commands import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_static_files(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("body { color: teal }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.DEMO = False
    get_finder.cache_clear()
    yield
    get_finder.cache_clear()


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("prepare", *arguments, stdout=said)
    return said.getvalue()


def test_prepare_loads_areas_and_collects_when_it_is_the_first_time(settings):
    said = run()

    assert "areas" in said
    assert "static files" in said
    assert Area.objects.filter(kind=Area.Kind.MUNICIPALITY).count() == 342
    assert (settings.STATIC_ROOT / "site.css").is_file()


def test_prepare_says_nothing_when_all_is_done():
    run()

    assert run() == ""


def test_prepare_collects_again_when_a_static_file_changed(settings):
    run()
    (settings.STATICFILES_DIRS[0] / "site.css").write_text("body { color: navy }")

    assert "static files" in run()
    assert (settings.STATIC_ROOT / "site.css").read_text() == "body { color: navy }"


def test_prepare_forgets_collected_files_that_are_gone(settings):
    old = settings.STATICFILES_DIRS[0] / "old.css"
    old.write_text("")
    run()
    old.unlink()

    run()

    assert not (settings.STATIC_ROOT / "old.css").exists()


@pytest.fixture
def demo(monkeypatch):
    """Count how often the demo is asked for; loading it has its own tests."""
    asked = []
    real = prepare.call_command

    def call(name, *arguments, **options):
        return asked.append((name, arguments)) if name == "demo" else real(name, *arguments, **options)

    monkeypatch.setattr(prepare, "call_command", call)
    return asked


def test_prepare_loads_the_demo_when_nobody_is_there(settings, demo):
    settings.DEMO = True

    run()

    assert [name for name, _arguments in demo] == ["demo"]


def test_prepare_leaves_the_demo_when_somebody_is_there(settings, demo, member):
    settings.DEMO = True

    run()

    assert demo == []


def test_prepare_leaves_the_demo_when_it_was_not_asked_for(settings, demo):
    settings.DEMO = False
    run()
    settings.DEMO = True
    run("--no-demo")

    assert demo == []


def test_demo_command_refused_when_grown_unless_forced(settings, capsys):
    settings.GROWN = True
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")
    call_command("demo", force=True)
    assert "marit.hoekstra@example.nl" in capsys.readouterr().out
