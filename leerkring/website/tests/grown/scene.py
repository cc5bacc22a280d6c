"""Run on the database of the nodes: a circle, two people who are logged in, and a table that may begin.

Importing it in `manage.py shell` makes them, and prints what a test needs to know, as JSON.
"""

import json
import sys

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from casework.actions.agreement import accept_agreement, current_agreement
from casework.actions.session import start_session
from casework.methods import find_built_in
from communities.models import Area, Community, Programme
from conftest import join, make_meeting, make_user
from meetings.models import Cycle

call_command("createcachetable", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
programme = Programme.objects.create(name="Zorgalliantie", slug="zorgalliantie")
circle = Community.objects.create(
    programme=programme,
    slug="lingewaard",
    name="Lingewaard",
    question="Hoe blijven ouderen langer thuis?",
    kind="regional",
    area=Area.objects.create(name="Lingewaard", kind="municipality"),
    status="active",
    modules=[Community.Module.FILES],
    started_at=timezone.now(),
)
people = [make_user("Daan", "Willems"), make_user("Anouk", "Thijssen")]
for person in people:
    join(person, circle, "professional")
    accept_agreement(circle, by=person, number=current_agreement(circle).number)
meeting = make_meeting(Cycle.objects.create(community=circle, number=1))
table = start_session(meeting, by=people[0], plan=find_built_in("gossip"), minutes=60)


def key_of(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


facts = {"keys": [key_of(person) for person in people], "table": table.pk, "poll": table.poll_key, "code": table.code}
json.dump(facts | {"emails": [person.email for person in people]}, sys.stdout)
