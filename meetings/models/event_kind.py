"""What is known of each kind of event beside what is known of all."""

from .event import Event

Kind = Event.Kind

_BASE = ["title", "lead", "date", "description", "municipality", "visibility"]
_TIMES = ["start_time", "end_time"]
_WHERE = ["place", "address", "travel", "host"]
_SIGN_UP = ["capacity", "registration_until", "costs"]
_ALL = [*_BASE, *_TIMES, *_WHERE, *_SIGN_UP]

FIELDS_OF: dict[Kind, list[str]] = {
    Kind.CAFE: [*_ALL, "online_url"],
    Kind.MASTERCLASS: [*_ALL, "online_url", "lecturer", "lecturer_about"],
    Kind.SAFARI: [*_ALL, "route"],
    Kind.FEEDBACK: [*_ALL, "online_url", "document_title", "document_version", "document_url", "audience"],
    Kind.TRAINING: [*_ALL, "last_date", "online_url", "lecturer", "lecturer_about", "learning_goals"],
    Kind.STUDY_TRIP: [*_ALL, "last_date", "learning_goals", "route"],
    Kind.RESEARCH: [*_BASE, "last_date", "question", "researchers"],
}
MULTI_DAY = {kind for kind, names in FIELDS_OF.items() if "last_date" in names}
# What the parts of a kind are; a kind that is not here has none.
WITH_PARTS = set(Kind) - {Kind.RESEARCH}
