"""Loading the demo. Every row is looked up by what makes it itself, so a second time changes nothing."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from communities.actions.tally import recount, sum_up_due

from .agenda import load_agendas
from .agreed import load_agreed
from .assignments import load_assignments
from .calendars import load_feed
from .casework import load_agreements, load_cases, load_outcomes
from .certificates import load_certificates
from .circles import load_circles, load_programmes
from .date_poll import load_poll
from .events import load_events
from .harvest import load_harvests
from .health import load_checks
from .introductions import load_introductions
from .invitations import load_invitations
from .life import load_lives
from .meetings import load_cycles
from .members import load_members
from .networks import load_networks
from .notices import load_notices
from .obstacles import load_obstacles
from .organisations import load_organisations
from .page import load_pages
from .people import PASSWORD, load_people
from .presence import load_presences
from .reflections import load_reflections
from .rhythm import load_rhythms
from .sessions import load_sessions
from .stories import load_stories
from .talk import load_kept, load_talk, load_words

__all__ = ["PASSWORD", "Account", "load_demo"]
FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Account:
    """Somebody to look around as: their address, and what they are."""

    email: str
    name: str
    role: str


def load_demo(now: datetime) -> list[Account]:
    """Put the demo in the database, with dates around ``now``; return one account per role."""
    with transaction.atomic():
        people, circles = read("people"), read("circles")
        organisations = load_organisations(read("organisations")["organisations"])
        users = load_people(people["people"])
        places = {" ".join(filter(None, row["name"])): row for row in people["people"]}
        programmes = load_programmes(circles["programmes"], users)
        communities = load_circles(circles["circles"], programmes, users, places, organisations, now)
        load_pages(read("page")["pages"], communities, users, organisations, now)
        load_networks(read("networks")["networks"], programmes, users, organisations, now)
        load_members(read("members"), communities, users, organisations, now)
        invitations = read("invitations")["invitations"]
        load_invitations(invitations, communities, users, organisations, now)
        load_lives(read("life")["lives"], communities, users)
        load_agendas(read("agenda")["agendas"], communities, users, organisations, now)
        load_introductions(read("introductions"), programmes, communities, users, organisations, now)
        load_obstacles(read("obstacles")["obstacles"], communities, users, now)
        load_checks(read("health")["checks"], communities, users, now)
        load_talk(read("talk")["topics"], communities, users, now)
        load_stories(read("stories")["stories"], communities, users, now)
        load_kept(read("talk")["kept"], communities, users, now)
        load_words(read("talk")["words"], communities, users, now)
        load_cycles(circles, communities, organisations, now)
        load_poll(communities["lingewaard"], now)
        load_presences(read("presence"), now)
        load_certificates(read("certificates"), communities, users)
        load_rhythms(read("rhythm")["rhythms"], programmes, communities, now)
        load_feed(users["Marit Hoekstra"], now)
        load_events(read("events")["events"], programmes, communities, now)
        load_harvests(read("harvest")["harvests"], communities, users)
        load_agreements(communities)
        load_cases(read("cases")["cases"], communities, users, now)
        load_assignments(read("assignments")["assignments"], communities, users, organisations, now)
        load_agreed(read("agreed"), communities, users, now)
        load_sessions(read("sessions"), communities, users)
        load_reflections(read("reflections"), communities, users, now)
        load_outcomes(read("outcomes")["outcomes"], communities, users, now)
        load_notices(communities["lingewaard"], now)
        if new := [circle.pk for circle in communities.values() if not (circle.is_draft or circle.tallies.exists())]:
            recount(new, now)
            sum_up_due(now)
    return [
        Account(users[name].email, users[name].full_name, row["shown"])
        for name, row in places.items()
        if "shown" in row
    ]


def read(name: str) -> dict[str, Any]:
    """Return what stands in one of the data files."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
