"""Examples for the style page `/dev/design/`, so that its view needs to know nothing."""

from datetime import timedelta
from typing import Any

from django import forms, template
from django.core.paginator import Page, Paginator
from django.utils import timezone

register = template.Library()

STEPS = [
    {"title": "De vraag", "state": "done", "url": "#stepper", "note": "14 januari"},
    {"title": "Samen kijken", "state": "done", "url": "#stepper", "note": "25 februari"},
    {"title": "Uitproberen", "state": "current", "note": "8 april"},
    {"title": "Oogsten", "state": "todo", "note": "20 mei"},
]
TIMELINE = [
    {"when": "donderdag 14 januari", "title": "Eerste bijeenkomst in Bemmel", "state": "past", "url": "#timeline"},
    {
        "when": "dinsdag 2 februari",
        "title": "Verslag staat klaar",
        "text": "Drie inzichten, twee acties.",
        "state": "past",
    },
    {"when": "vandaag", "title": "Casus inbrengen kan tot vrijdag", "state": "now"},
    {"when": "donderdag 8 april", "title": "Derde bijeenkomst in Huissen", "state": "next"},
]
TABS = [
    {"title": "Bijeenkomsten", "url": "#tabs", "current": True},
    {"title": "Casussen", "url": "#tabs", "count": 3},
    {"title": "Opbrengsten", "url": "#tabs"},
    {"title": "Mensen", "url": "#tabs", "count": 24},
    {"title": "Gesprek", "url": "#tabs"},
]
WAITING = [
    {"title": "Kom je op donderdag 8 april?", "text": "Leerkring Lingewaard, in Huissen", "action": "Antwoord geven",
     "url": "#waiting", "icon": "calendar-check"},
    {"title": "Lees de casus van Marit voor", "text": "Twintig minuten, alleen voor jullie tafel",
     "action": "Casus lezen", "url": "#waiting", "icon": "lock"},
    {"title": "Kijk terug op de tweede bijeenkomst", "text": "Alleen jij leest het, tot je het deelt",
     "action": "Reflectie schrijven", "url": "#waiting", "icon": "pencil"},
]  # fmt: skip
FACTS = [
    {"label": "Wanneer", "value": "donderdag 8 april, 9.30–16.30 uur", "icon": "calendar-event"},
    {"label": "Waar", "value": "Gemeentehuis Lingewaard, Bemmel", "icon": "geo-alt", "url": "#facts"},
    {"label": "Gastgemeente", "value": "Lingewaard", "icon": "building"},
]
FIGURES = [
    {"number": 7, "label": "leerkringen"},
    {"number": 312, "label": "mensen doen mee"},
    {"number": 41, "label": "opbrengsten"},
]
CRUMBS = [{"title": "Leerkringen", "url": "#breadcrumbs"}, {"title": "Leerkring Lingewaard", "url": "#breadcrumbs"}]
COLOURS = [
    "page", "surface", "sunken", "line", "text", "muted", "primary", "strong", "primary-tint",
    "education", "research", "practice", "residents", "danger", "warning", "good",
]  # fmt: skip


class ExampleForm(forms.Form):
    """One field of each kind."""

    question = forms.CharField(label="Vraag van de leerkring", help_text="Eén zin, eindigt met een vraagteken.")
    email = forms.EmailField(label="E-mailadres", required=False)
    date = forms.DateField(label="Datum", widget=forms.DateInput(attrs={"type": "date"}))
    programme = forms.ChoiceField(label="Programma", choices=[("", "Kies een programma"), ("z", "Zorgalliantie")])
    share = forms.ChoiceField(
        label="Wie mag dit lezen?",
        help_text="Je kunt dit later veranderen.",
        widget=forms.RadioSelect,
        choices=[("me", "Alleen ik"), ("one", "Eén persoon"), ("circle", "De hele leerkring")],
    )
    sectors = forms.MultipleChoiceField(
        label="Voor wie?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("education", "Onderwijs"), ("research", "Onderzoek"), ("practice", "Praktijk")],
    )
    file = forms.FileField(label="Bestand", required=False)
    text = forms.CharField(
        label="Tekst", required=False, widget=forms.Textarea(attrs={"rows": 6, "data-editor": "markdown"})
    )
    agreed = forms.BooleanField(label="Namen, data en plaatsen zijn weg", help_text="Lees het nog één keer na.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {
            "me": "Niemand anders ziet het.",
            "one": "Je kiest straks wie.",
            "circle": "Iedereen die lid is, ook wie later komt.",
        }
        self.fields["share"].choice_hints = hints  # type: ignore[attr-defined]


CORNERS = [
    ("education", 9, 38, "1.06"),
    ("research", 4, 17, "0.95"),
    ("practice", 8, 33, "1.04"),
    ("residents", 3, 12, "0.92"),
]
TRIANGLE = {
    "sentence": "Doen mee: onderwijs, onderzoek, praktijk en inwoners.",
    "corners": [
        {"sector": {"value": code}, "count": count, "percent": percent, "scale": scale}
        for code, count, percent, scale in CORNERS
    ],
    "shapes": {code: {"count": count, "scale": scale} for code, count, _percent, scale in CORNERS},
}
MARKDOWN = (
    "## Wat we zagen\n\nStudenten *luisteren* langer als er **geen formulier** tussen zit.\n\n"
    "- bij de keukentafel\n- in de wijkkamer\n\n> Ik was even geen casus, maar buurvrouw.\n"
)


@register.simple_tag
def example_form(state: str = "") -> ExampleForm:
    """Return the form: empty, or with everything wrong when ``state`` is ``wrong``."""
    if state == "wrong":
        data = {"email": "marit@", "share": "all"}
        return ExampleForm({f"wrong-{name}": value for name, value in data.items()}, prefix="wrong")
    return ExampleForm(initial={"share": "me", "text": MARKDOWN})


@register.simple_tag
def example_page() -> Page:
    """Return page 4 of 9."""
    return Paginator(range(90), 10).page(4)


@register.simple_tag
def examples() -> dict[str, Any]:
    """Return what the components of the style page are filled with."""
    return {
        "steps": STEPS,
        "timeline": TIMELINE,
        "tabs": TABS,
        "waiting": WAITING,
        "facts": FACTS,
        "figures": FIGURES,
        "crumbs": CRUMBS,
        "colours": COLOURS,
        "triangle": TRIANGLE,
        "start": timezone.now() + timedelta(days=46),
        "end": timezone.now() + timedelta(days=46, hours=7),
        "past": timezone.now() - timedelta(days=300),
        "sectors": ["education", "research", "practice", "residents"],
    }
