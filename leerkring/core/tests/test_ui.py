"""The small words of our pages."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from leerkring.core.templatetags import ui


@pytest.fixture(autouse=True)
def _dutch_spring():
    """Dates read as they do in Dutch, on a day in 2027."""
    with translation.override("nl"), time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC), tick=False):
        yield


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


class ExampleForm(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op je pas.")
    share = forms.ChoiceField(label="Delen", choices=[("me", "Ik")], widget=forms.RadioSelect)
    ready = forms.BooleanField(label="Klaar")


def test_icon_points_into_the_sprite():
    assert "vendor/icons.svg#calendar-event" in render('{% icon "calendar-event" %}')


def test_icon_refuses_when_the_sprite_lacks_it():
    with pytest.raises(TemplateSyntaxError, match=r"icons\.json"):
        render('{% icon "unicorn" %}')


@pytest.mark.parametrize(
    ("code", "word"),
    [("education", "Onderwijs"), ("research", "Onderzoek"), ("practice", "Praktijk"), ("residents", "Inwoners")],
)
def test_sector_is_colour_shape_and_word(code, word):
    html = render("{% sector code %}", code=code)
    assert f'data-sector="{code}"' in html
    assert ui.SECTOR_SHAPES[code] in html
    assert word in html


def test_sector_speaks_the_language_of_the_reader():
    render('{% sector "education" %}')
    with translation.override("en"):
        assert "Education" in render('{% sector "education" %}')


def test_sector_is_nothing_when_there_is_none():
    assert render('{% sector "" %}') == ""


def test_avatar_escapes_what_people_call_themselves():
    assert "&lt;B" in render("{% avatar person %}", person="<i> Bos")


def test_avatar_shows_the_photo_when_there_is_one():
    person = SimpleNamespace(photo_url="/bestanden/1/")
    assert '<img src="/bestanden/1/" alt="">' in render("{% avatar person %}", person=person)


@pytest.mark.parametrize(("name", "letters"), [("Joris van der Plas", "JP"), ("Wim", "W"), ("", "")])
def test_initials_are_first_and_last(name, letters):
    assert ui.initials(name) == letters


def test_day_leaves_out_this_year():
    assert ui.day(datetime(2027, 1, 14, 9, 30, tzinfo=UTC)) == "donderdag 14 januari"


def test_day_names_another_year():
    assert ui.day(datetime(2028, 1, 14, 9, 30, tzinfo=UTC)) == "vrijdag 14 januari 2028"


def test_day_time_is_local_and_as_people_say_it():
    start, end = datetime(2027, 1, 14, 8, 30, tzinfo=UTC), datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
    assert ui.day_time(start, end) == "donderdag 14 januari, 9.30–16.30 uur"


def test_short_day_is_spelled_as_each_language_does():
    assert ui.short_day(date(2027, 1, 14)) == "14 jan"
    with translation.override("en"):
        assert ui.short_day(date(2027, 1, 14)) == "14 Jan"


def test_day_time_names_both_days_when_it_lasts_longer():
    start, end = datetime(2027, 1, 14, 8, 30, tzinfo=UTC), datetime(2027, 1, 15, 11, 0, tzinfo=UTC)
    assert ui.day_time(start, end) == "donderdag 14 januari, 9.30 uur – vrijdag 15 januari, 12.00 uur"


def test_day_time_is_empty_when_there_is_no_date():
    assert ui.day_time(None) == ""


def test_date_badge_shows_weekday_day_and_month():
    html = render('{% date_badge when "next" %}', when=datetime(2027, 1, 14, 9, 0, tzinfo=UTC))
    assert "date-badge-next" in html
    assert "<span>do</span><strong>14</strong><span>jan</span>" in html


def test_field_ties_hint_and_error_to_the_control():
    html = render('{% include "components/field.html" with field=form.name %}', form=ExampleForm({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = render('{% include "components/field.html" with field=form.share %}', form=ExampleForm())
    assert "<fieldset" in html
    assert "<legend>Delen</legend>" in html


def test_choice_hint_stands_under_its_choice():
    form = ExampleForm()
    form.fields["share"].choice_hints = {"me": "Niemand anders."}
    assert "Niemand anders." in render('{% include "components/field.html" with field=form.share %}', form=form)


def test_summary_links_to_the_field_or_its_first_choice():
    html = render('{% include "components/form_errors.html" %}', form=ExampleForm({}))
    assert 'href="#id_name"' in html
    assert 'href="#id_share_0"' in html


def test_form_keeps_what_was_typed_and_the_class_of_its_widget():
    form = ExampleForm({"name": "Noor"})
    form.fields["name"].widget.attrs["class"] = "input-code"
    html = render("{% control form.name %}", form=form)
    assert 'value="Noor"' in html
    assert 'class="input-code form-control"' in html


def test_page_range_leaves_out_the_middle():
    assert ui.page_range(Paginator(range(200), 10), 10) == [1, "…", 9, 10, 11, "…", 20]


@pytest.mark.parametrize("code", [500, 503])
def test_bare_error_page_needs_no_context(code):
    html = Template(f'{{% include "{code}.html" %}}').render(Context())
    assert f"Fout {code}" in html


def matched(view_name: str, route: str = "") -> SimpleNamespace:
    app_name, _, url_name = view_name.rpartition(":")
    match = SimpleNamespace(view_name=view_name, app_name=app_name, url_name=url_name, route=route)
    return SimpleNamespace(resolver_match=match)


@pytest.mark.parametrize(
    ("view_name", "section"),
    [
        ("home", "home"),
        ("search", ""),
        ("communities:community_detail", "communities"),
        ("casework:outcome_detail", "outcomes"),
        ("casework:case_detail", ""),
        ("notifications:preferences", ""),
    ],
)
def test_section_is_the_main_way_the_reader_is_on(view_name, section):
    assert ui.section(Context({"request": matched(view_name)})) == section


def test_section_of_events_is_not_that_of_meetings():
    sections = [
        ui.section(Context({"request": matched("meetings:any", route)}))
        for route in ("bijeenkomsten/<int:pk>/", "evenementen/<slug:slug>/")
    ]
    assert sections == ["meetings", "events"]


def test_section_is_empty_when_no_address_matched():
    assert ui.section(Context({"request": SimpleNamespace(resolver_match=None)})) == ""


def test_frame_knows_whether_somebody_is_signed_in_but_never_who():
    context = {"request": matched("home"), "signed_in": True, "user": "Noor"}
    html = render('{% frame "components/account_links.html" %}{% frame "components/bar.html" %}', **context)
    assert "Uitloggen" in html
    assert "Inloggen" not in html
    assert "Noor" not in html


def test_frame_marks_the_section_of_each_reader_anew():
    source = '{% frame "components/bar.html" %}'
    assert render(source, request=matched("home")) != render(source, request=matched("search"))
