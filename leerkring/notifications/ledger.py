"""The ledger: what was sent to whom, when, and why not. Never what a mail says.

Whose ledger it is, decides the caller: of one circle (``of_circle``), of one meeting in it, or of one person.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from leerkring.accounts.models import User
from leerkring.core.templatetags.ui import day_time

from .kinds import asked_for, get_kind
from .models import Message
from .onhold import on_hold

PER_PAGE = 50
State = Message.State
# What a reader asks for, and the states that are it.
RESULTS: dict[str, tuple[Any, list[str]]] = {
    "sent": (gettext_lazy("sent"), [State.SENT]),
    "waiting": (gettext_lazy("not sent yet"), [State.DUE, State.CLAIMED]),
    "skipped": (gettext_lazy("not sent, for a reason"), [State.SKIPPED]),
    "failed": (gettext_lazy("did not arrive"), [State.DEAD, State.BOUNCED, State.UNCERTAIN]),
}
TONES = {State.SENT: "good", State.DUE: "warn", State.CLAIMED: "warn", State.SKIPPED: "neutral"}
PERIODS = {"7": gettext_lazy("the last week"), "31": gettext_lazy("the last month"), "": gettext_lazy("all")}
# An answer of a mail server begins with its code; what follows may hold an address.
CODE = re.compile(r"[45]\d\d\b")
COULD_NOT = gettext_noop("the mail could not be made; who runs the portal sees why")
UNANSWERED = gettext_noop("the mail server took it and did not answer")


def of_circle(scope: int, people: QuerySet[Any], *, topic: str = "") -> QuerySet[Message]:
    """Return the mail about a circle to its people (ids) and to those without an account, as guests and invited."""
    rows = Message.objects.filter(Q(recipient=None) | Q(recipient__in=people), scope=scope)
    return rows.filter(topic=topic) if topic else rows


def of_person(person: User) -> QuerySet[Message]:
    """Return the mail to one person, whatever it is about."""
    return Message.objects.filter(recipient=person)


class LedgerForm(forms.Form):
    """Narrows a ledger down; what is no choice narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=100)
    soort = forms.ChoiceField(label=gettext_lazy("What about"), required=False)
    resultaat = forms.ChoiceField(label=gettext_lazy("Result"), required=False)
    periode = forms.ChoiceField(label=gettext_lazy("Period"), required=False, choices=list(PERIODS.items()))

    def __init__(self, data: QueryDict, rows: QuerySet[Message], *, by_person: bool) -> None:
        super().__init__(data)
        names = rows.order_by().values_list("kind", flat=True).distinct()
        kinds = sorted(((name, label_of(name)) for name in names), key=lambda choice: choice[1].lower())
        self.fields["soort"].choices = [("", _("everything")), *kinds]  # type: ignore[attr-defined]
        results = [(name, label) for name, (label, _states) in RESULTS.items()]
        self.fields["resultaat"].choices = [("", _("every result")), *results]  # type: ignore[attr-defined]
        if not by_person:
            del self.fields["q"]
        self.is_valid()
        self.wanted = {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, rows: QuerySet[Message]) -> QuerySet[Message]:
        """Return the rows that are asked for."""
        if who := self.wanted.get("q"):
            name = Concat(F("recipient__given_name"), Value(" "), F("recipient__tussenvoegsel"), Value(" "))
            whole = Concat(name, F("recipient__family_name"))
            rows = rows.annotate(whole_name=whole)
            for word in who.split():
                rows = rows.filter(Q(whole_name__icontains=word) | Q(address__icontains=word))
        if kind := self.wanted.get("soort"):
            rows = rows.filter(kind=kind)
        if result := self.wanted.get("resultaat"):
            rows = rows.filter(state__in=RESULTS[result][1])
        if period := self.wanted.get("periode"):
            rows = rows.filter(send_after__gte=timezone.now() - timedelta(days=int(period)))
        return rows


@dataclass(frozen=True)
class Line:
    """One mail: to whom, about what, and what became of it, in the reader's words."""

    who: str
    what: str
    when: str
    result: str
    tone: str
    reason: str


@dataclass(frozen=True)
class Shown:
    """A page of a ledger, as the template takes it."""

    form: LedgerForm
    page: Page[Any]
    lines: list[Line]
    query: str


def shown(rows: QuerySet[Message], asked: QueryDict, *, by_person: bool = True) -> Shown:
    """Return one page of these rows, newest first, narrowed to what is asked for; four queries at any size."""
    form = LedgerForm(asked, rows, by_person=by_person)
    found = form.narrow(rows).select_related("recipient").annotate(is_held=on_hold())
    found = found.order_by("-send_after", "-pk")
    page = Paginator(found, PER_PAGE).get_page(asked.get("page"))
    query = asked.copy()
    query.pop("page", None)
    now = timezone.now()
    return Shown(form, page, [_line(message, now) for message in page], query.urlencode())


def label_of(kind: str) -> str:
    """Return what a kind of mail is called; the name of one that no app knows any more."""
    try:
        return str(get_kind(kind).label)
    except LookupError:
        return kind


def _line(message: Message, now: datetime) -> Line:
    person = message.recipient
    return Line(
        who=(person.full_name or person.email) if person else message.address,
        what=label_of(message.kind),
        when=day_time(message.sent_at or message.send_after),
        result=str(message.get_state_display()),
        tone=TONES.get(State(message.state), "danger"),
        reason=reason_of(message, now),
    )


def reason_of(message: Message, now: datetime) -> str:
    """Return why a mail did not go out or what it waits for, in the reader's language; empty when all is well.

    What a server or an error said may name more than the reader should see; operators find it in the administration.
    """
    if message.state == State.DUE:
        return _waiting(message, now)
    if message.state in (State.SKIPPED, State.BOUNCED):
        return _(message.reason) if message.reason else ""
    if message.state == State.UNCERTAIN:
        return _(UNANSWERED)
    return _refusal(message) if message.state == State.DEAD else ""


def _waiting(message: Message, now: datetime) -> str:
    moment = message.try_after or message.send_after
    if getattr(message, "is_held", False) and moment <= now and not asked_for(message.kind):
        return _("all mail is held, as a backup was put back: it waits for an operator")
    if message.attempts:
        when = {"refusal": _refusal(message), "moment": day_time(moment)}
        return _("%(refusal)s; we try again: %(moment)s") % when
    return _("waiting until %(moment)s") % {"moment": day_time(moment)} if moment > now else _("goes out now")


def _refusal(message: Message) -> str:
    if code := CODE.match(message.reason):
        return _("the mail server of the reader refuses it (%(code)s)") % {"code": code[0]}
    return _(UNANSWERED) if message.uncertain_at else _(COULD_NOT)
