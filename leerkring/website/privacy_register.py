"""The register of processing (art. 30 of the GDPR), from what the apps declare."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from leerkring.accounts.privacy.registry import Held, all_processings


def head() -> list[str]:
    """Return the columns."""
    return [
        _("What"),
        _("What for"),
        _("Data"),
        _("Of whom"),
        _("Who reads it"),
        _("How long"),
        _("What goes by itself"),
        _("Legal basis"),
        _("When somebody is erased"),
        _("Tables"),
    ]


def rows() -> Iterator[list[str]]:
    """Yield one line per processing."""
    for each in all_processings():
        words = [
            each.label,
            each.purpose,
            each.holds,
            _of_whom(each.models),
            each.readers,
            each.kept,
            "; ".join(each.ends),
        ]
        tables = ", ".join(str(held.model_class._meta.verbose_name_plural) for held in each.models)
        yield [*map(str, words), str(each.basis.label), _at_erasure(each.models), tables]


def _of_whom(models: tuple[Held, ...]) -> str:
    outsiders = any(held.goes_at or held.stays_at for held in models)
    return _("participants, and people without an account") if outsiders else _("participants")


def _at_erasure(models: tuple[Held, ...]) -> str:
    said = []
    if any(held.goes or held.goes_at for held in models):
        said.append(_("what is theirs alone goes"))
    if any(held.stays or held.acts or held.stays_at for held in models):
        said.append(_("the record stays without the name"))
    if any(held.keeps for held in models):
        said.append(_("see how long"))
    return "; ".join(said) or _("names in it are taken out")


def controller() -> list[tuple[str, str]]:
    """Return who is responsible, and how it is kept safe."""
    return [
        (_("Portal"), settings.SITE_NAME),
        (_("Address"), settings.SITE_URL),
        (_("Privacy contact"), settings.PRIVACY_CONTACT or _("not named yet (PRIVACY_CONTACT)")),
        (_("Goes outside the EU"), _("no, unless who runs the portal chooses a mail service or storage there")),
        (
            _("Kept safe by"),
            _("permissions per row, a second proof for who coordinates or runs it, logs of who read what"),
        ),
    ]
