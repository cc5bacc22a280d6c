"""The small words of our pages: ``{% icon %}``, ``{% sector %}``, ``{% avatar %}``, dates as people say them."""

import json
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Paginator
from django.forms import BaseForm, BoundField
from django.forms.boundfield import BoundWidget
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from .. import typed
from ..links import absolute_url
from ..vocabulary import Words, spoken

register = template.Library()

# Colour, shape and word always go together; the colour comes from `data-sector` (tokens.css).
SECTOR_WORDS: dict[str, Promise] = {
    "education": gettext_lazy("Education"),
    "research": gettext_lazy("Research"),
    "practice": gettext_lazy("Practice"),
    "residents": gettext_lazy("Residents"),
}
SECTOR_SHAPES = {
    "education": "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
    "research": "M8 .8 16 14.7H0z",
    "practice": "M1.5 1.5h13v13h-13z",
    "residents": "M8 0l8 8-8 8-8-8z",
}


@lru_cache(maxsize=1)
def _known_icons() -> frozenset[str]:
    return frozenset(json.loads((settings.BASE_DIR / "static" / "vendor" / "icons.json").read_text()))


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Return a decorative icon from the sprite; only ever beside words.

    A name that `make vendor` did not put in the sprite is an error, not a hole in the page.
    """
    if name not in _known_icons():
        raise template.TemplateSyntaxError(f"No icon {name!r}: add it to static/vendor/icons.json, run make vendor.")
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("vendor/icons.svg"), name
    )


@register.simple_tag
def reader_mark(person: Any) -> str:
    """Return what tells what a browser keeps for one person from that of another, and says nothing of who that is."""
    return salted_hmac("core.reader", str(person.pk), algorithm="sha256").hexdigest()[:12]


@register.simple_tag
def sector(code: str, style: str = "") -> SafeString:
    """Return colour, shape and word of a sector; ``style`` is ``small`` or ``pill``. Nothing for no sector."""
    return _sector(code, style, translation.get_language()) if code in SECTOR_WORDS else SafeString("")


@lru_cache(maxsize=64)
def _sector(code: str, style: str, language: str) -> SafeString:
    return format_html(
        '<span class="sector{}" data-sector="{}"><svg class="sector-mark" viewBox="0 0 16 16" aria-hidden="true">'
        '<path d="{}"/></svg>{}</span>',
        f" sector-{style}" if style else "",
        code,
        SECTOR_SHAPES[code],
        SECTOR_WORDS[code],
    )


@register.simple_tag
def sector_word(code: str) -> str:
    """Return only the word of a sector."""
    return str(SECTOR_WORDS.get(code, ""))


@register.simple_tag
def sector_shape(code: str) -> str:
    """Return the outline of a sector's shape, for inside an ``<svg viewBox="0 0 16 16">``."""
    return SECTOR_SHAPES[code]


@register.simple_tag
def avatar(person: Any, sector_code: str = "", size: str = "") -> SafeString:
    """Return a person's circle: photo, else initials. Decorative: the name stands beside it."""
    css = f"avatar avatar-{size}" if size else "avatar"
    photo = getattr(person, "photo_url", "")
    inside = format_html('<img src="{}" alt="">', photo) if photo else initials(person)
    return format_html('<span class="{}" data-sector="{}" aria-hidden="true">{}</span>', css, sector_code, inside)


def initials(person: Any) -> str:
    """Return two letters for a person, or for a plain name."""
    words = str(person).split()
    return getattr(person, "initials", "") or "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


# --- The frame of a page ----------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def frame(context: Context, template_name: str) -> SafeString:
    """Render a part of the frame, kept in memory: half of a page's rendering time would go to it otherwise.

    Such a part knows only what stands in the key: never who is reading.
    """
    signed_in = bool(context.get("signed_in"))
    render = _frame.__wrapped__ if settings.DEBUG else _frame
    return render(template_name, translation.get_language(), section(context), signed_in, spoken())


def section(context: Context) -> str:
    """Return which of the main ways the reader is on."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    if match.view_name in {"home", "dashboard", "account_login"}:
        return match.view_name
    if match.app_name == "casework":
        return "outcomes" if (match.url_name or "").startswith("outcome") else ""
    if match.app_name == "meetings" and match.route.startswith("evenementen/"):
        return "events"
    return match.app_name if match.app_name in {"communities", "meetings", "accounts"} else ""


@lru_cache(maxsize=1024)
def _frame(template_name: str, language: str, section: str, signed_in: bool, words: Words | None) -> SafeString:
    context = {
        "section": section,
        "signed_in": signed_in,
        "site_name": settings.SITE_NAME,
        "show_kept_mail": settings.SHOW_KEPT_MAIL,
    }
    return render_to_string(template_name, context)


# --- Dates as people say them -----------------------------------------------------------------------------------


def _local(moment: date | datetime) -> date | datetime:
    return timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment


def _on_day(moment: datetime) -> date:
    return moment.date() if timezone.is_naive(moment) else timezone.localtime(moment).date()


@register.filter
def absolute(path: str) -> str:
    """Return the full address of a path, for what is read outside the portal."""
    return absolute_url(path)


@register.filter
def day(moment: date | datetime | None) -> str:
    """Return *donderdag 14 januari*; with the year when that is not this year."""
    if not moment:
        return ""
    local = _local(moment)
    return date_format(local, "l j F" if local.year == timezone.localdate().year else "l j F Y")


@register.filter
def short_day(moment: date | datetime) -> str:
    """Return *14 jan*, in English *14 Jan*: where a longer date stands nearby."""
    return date_format(_local(moment), pgettext("short day format", "j M"))


@register.filter
def clock(moment: datetime | time | None) -> str:
    """Return *9.30*, in English *9:30*."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    if moment is None:
        return ""
    hour = moment.time() if isinstance(moment, datetime) else moment
    return _clock(hour, pgettext("clock format", "G:i"))


@lru_cache(maxsize=2048)
def _clock(hour: time, form: str) -> str:
    return time_format(hour, form)


@register.filter
def day_time(start: datetime | None, end: datetime | None = None) -> str:
    """Return *donderdag 14 januari, 9.30–16.30 uur*; over several days both are named."""
    if not start:
        return ""
    if not end:
        return _("%(day)s, %(start)s") % {"day": day(start), "start": clock(start)}
    words = {"day": day(start), "start": clock(start), "end": clock(end)}
    if _on_day(start) == _on_day(end):
        return _("%(day)s, %(start)s–%(end)s") % words
    words["end_day"] = day(end)
    return _("%(day)s, %(start)s – %(end_day)s, %(end)s") % words


@register.simple_tag
def date_badge(moment: date | datetime, state: str = "") -> SafeString:
    """Return the day in a circle; ``state`` is ``past`` or ``next``. The date itself stands beside it in words."""
    local = _local(moment)
    return format_html(
        '<span class="date-badge{}" aria-hidden="true"><span>{}</span><strong>{}</strong><span>{}</span></span>',
        f" date-badge-{state}" if state else "",
        date_format(local, "D"),
        local.day,
        date_format(local, "b" if translation.get_language() == "nl" else "M"),
    )


# --- Forms ------------------------------------------------------------------------------------------------------


@register.filter
def has_editor(form: BaseForm) -> bool:
    """Return whether a field of the form wants the editor (``data-editor`` on its widget)."""
    return any("data-editor" in field.widget.attrs for field in form.fields.values())


@register.filter
def kind(field: BoundField) -> str:
    """Return how a field is laid out: ``check``, ``choices``, ``group`` or ``line``."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "group" if widget.use_fieldset else "line"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Return the widget of a field with our class added to its own."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    else:
        css = "form-select" if isinstance(widget, forms.Select) else "form-control"
    return field.as_widget(attrs={"class": f"{widget.attrs.get('class', '')} {css}".strip()})


@register.filter
def target_id(field: BoundField) -> str:
    """Return the id that a link from the error summary leads to: the field, or its first choice."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def choice_hint(field: BoundField, option: BoundWidget) -> str:
    """Return the line under a choice: a form gives ``field.choice_hints = {value: text}``."""
    return getattr(field.field, "choice_hints", {}).get(str(option.data["value"]), "")


@register.simple_tag(takes_context=True)
def typed_texts(context: Context) -> list[str]:
    """Return what was typed in the form that this page answers."""
    request = context.get("request")
    return typed.typed_texts(request) if request else []


@register.filter
def page_range(paginator: Paginator, number: int) -> list[int | str]:
    """Return the page numbers to show around ``number``, with a sign where some are left out."""
    return list(paginator.get_elided_page_range(number, on_each_side=1, on_ends=1))
