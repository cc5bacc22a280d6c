"""What a health check asks, and what to talk about afterwards: plain data.

The ten statements are those of the portal's own list of what makes a circle healthy. The sliders are optional:
working across boundaries after the four learning mechanisms of Akkerman and Bakker (2011), learning together after the
four dimensions of social learning of Vrieling, Van den Beemt and De Laat (2016).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import HealthCheck

Instrument = HealthCheck.Instrument
NOW, WANTED = "now", "wanted"


@dataclass(frozen=True)
class Statement:
    """One statement, and what to ask each other when it is low or when people differ."""

    name: str
    title: Promise
    text: Promise
    questions: tuple[Promise, ...]


@dataclass(frozen=True)
class Slider:
    """Two ends between which a circle stands, and would like to stand."""

    name: str
    title: Promise
    low: Promise
    high: Promise

    @property
    def keys(self) -> tuple[str, str]:
        """The names of its two numbers: how it is, and how people want it."""
        return f"{self.name}_{NOW}", f"{self.name}_{WANTED}"


STATEMENTS: Sequence[Statement] = (
    Statement(
        "purpose",
        _("Purpose"),
        _("I know what we want to reach together."),
        (
            _("How would each of us say in one sentence what we are here for? Where do these sentences differ?"),
            _("What could we stop doing because it doesn’t serve our question?"),
        ),
    ),
    Statement(
        "people",
        _("People"),
        _("The people we need for our question take part."),
        (
            _("Who knows something about our question and isn’t here? What would make it worth their while?"),
            _("Who is here and rarely speaks? What do they need?"),
        ),
    ),
    Statement(
        "safety",
        _("Safety"),
        _("I dare to say what I think here, also when I doubt or made a mistake."),
        (
            _("When did somebody say something that took courage? What made that possible?"),
            _("What do we agree on about what stays between us?"),
        ),
    ),
    Statement(
        "equality",
        _("Equality"),
        _("Students and professionals count equally here."),
        (
            _("Whose idea did we take up last time? From whom came the ideas that we didn’t?"),
            _("What can a student do here that a professional can’t, and the other way round?"),
        ),
    ),
    Statement(
        "residents",
        _("Voice of residents"),
        _("What residents say makes a difference here."),
        (
            _("What did we do otherwise because a resident said something?"),
            _("Do we talk with residents or about them? When do they come in?"),
        ),
    ),
    Statement(
        "support",
        _("Support"),
        _("My organisation or school gives me room to take part."),
        (
            _("What does it cost each of us to be here, and who notices?"),
            _("What can we tell a manager about what this yields? Who does that?"),
        ),
    ),
    Statement(
        "rhythm",
        _("Rhythm"),
        _("How often and how long we meet suits me."),
        (
            _("What do we need a meeting for, and what can be done in between?"),
            _("Which moment of the day or week leaves somebody out?"),
        ),
    ),
    Statement(
        "yield",
        _("Yield"),
        _("I take something along that I can use in my work, my study or my neighbourhood."),
        (
            _("What did each of us take along last time? To whom did we tell it?"),
            _("What would make the next meeting worth the journey?"),
        ),
    ),
    Statement(
        "uptake",
        _("Uptake"),
        _("Something is done with what we find."),
        (
            _("What came of our last three agreements?"),
            _("Who outside this circle should know what we found? How do they hear it?"),
        ),
    ),
    Statement(
        "energy",
        _("Energy"),
        _("I go home with more energy than I came with."),
        (
            _("Which part of a meeting gives energy, and which one takes it?"),
            _("What have we reached that we haven’t celebrated yet?"),
        ),
    ),
)

SLIDERS: dict[str, Sequence[Slider]] = {
    Instrument.CROSSING: (
        Slider(
            "crossing_identification",
            _("Knowing each other’s work"),
            _("each knows their own work"),
            _("we know what the others do, and where we differ"),
        ),
        Slider(
            "crossing_coordination",
            _("Working side by side"),
            _("we arrange everything anew each time"),
            _("we have ways of working together that run by themselves"),
        ),
        Slider(
            "crossing_reflection",
            _("Looking with other eyes"),
            _("we look from our own place"),
            _("we see our own work through the eyes of others"),
        ),
        Slider(
            "crossing_transformation",
            _("Making something new"),
            _("everybody goes on as before"),
            _("together we make a new way of working"),
        ),
    ),
    Instrument.LEARNING: (
        Slider(
            "learning_practice",
            _("Learning and work"),
            _("learning stands apart from our work"),
            _("learning is part of our daily work"),
        ),
        Slider(
            "learning_domain",
            _("Sharing and deepening"),
            _("we share what we know already"),
            _("together we find out what nobody knew yet"),
        ),
        Slider(
            "learning_identity",
            _("I and we"),
            _("everybody is here for themselves"),
            _("we feel that we belong together"),
        ),
        Slider(
            "learning_organisation",
            _("Who leads"),
            _("one person leads, the others follow"),
            _("we decide and organise together"),
        ),
    ),
}


def names_of(check: HealthCheck) -> Iterator[str]:
    """Yield the name of everything that one number is given for in this round."""
    yield from (statement.name for statement in STATEMENTS)
    for slider in sliders_of(check):
        yield from slider.keys


def sliders_of(check: HealthCheck) -> list[Slider]:
    """Return the sliders of the instruments that this round asks."""
    return [slider for name in Instrument if name in check.instruments for slider in SLIDERS[name]]
