"""The recipes of docs/operations.md that partition the outbox and the trail, run as they stand there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from leerkring.accounts.models import Deed
from leerkring.accounts.trail import keep_trail
from leerkring.notifications.actions import notify
from leerkring.notifications.claims import KEEP_CONTEXT
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message
from leerkring.notifications.privacy_mail import keep_messages
from leerkring.notifications.tasks import erase_contexts

from .postcards import KIND

pytestmark = pytest.mark.grown


def run_recipe(title):
    """Run the block of SQL below this title, within the transaction of the test: it is taken back with it."""
    page = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    block = page.partition(f"**{title}**")[2].partition("```sql\n")[2].partition("```")[0]
    script = re.fullmatch(r"BEGIN;\n(.+)COMMIT;\n", block, flags=re.DOTALL)[1]
    with connection.cursor() as cursor:
        # As it is when everybody has stopped: no row of theirs is still to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(script)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tables_of(model):
    """Return the partitions that hold rows of a model, with how many."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tableoid::regclass::text, count(*) FROM {model._meta.db_table} GROUP BY 1")
        return dict(cursor.fetchall())


def rules_of(model):
    """Return the names of what is indexed and checked; only the primary key has another one, and holds more."""
    with connection.cursor() as cursor:
        rules = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return {name for name, rule in rules.items() if (rule["index"] or rule["check"]) and not rule["primary_key"]}


@pytest.fixture
def outbox(write, member, host, mail_server):
    """Mail that was sent, that is a year old, that waits, and that goes to somebody without an account."""
    write(member), write(host), write("guest@example.nl")
    deliver_due()
    Message.objects.filter(recipient=host).update(send_after=timezone.now() - timedelta(days=400))
    for number in range(40):
        write(member, send_after=timezone.now() + timedelta(days=1), text=f"Number {number}")
    return list(Message.objects.order_by("pk").values())


def test_partitioned_outbox_holds_every_row_and_rule_in_many_tables(outbox):
    rules = rules_of(Message)

    run_recipe("Partitioning the outbox.")

    assert list(Message.objects.order_by("pk").values()) == outbox
    assert len(tables_of(Message)) > 8 and "notifications_message" not in tables_of(Message)
    assert rules_of(Message) == rules


def test_partitioned_outbox_takes_mail_once_and_sends_it(outbox, write, member, mail_server):
    run_recipe("Partitioning the outbox.")
    sent = Message.objects.get(recipient=member, state="sent")

    notify(member, KIND, key=sent.key)
    notify("guest@example.nl", KIND, key=Message.objects.get(address="guest@example.nl").key)
    late = write(member)

    assert late.pk > outbox[-1]["id"]
    assert Message.objects.count() == len(outbox) + 1
    assert deliver_due()["sent"] == 1
    late.refresh_from_db()
    assert (late.state, mail_server.ids[-1], len(mail_server.mails)) == ("sent", late.message_id, 4)


def test_partitioned_outbox_is_emptied_after_a_week_and_pruned_after_a_year(outbox, member, host):
    run_recipe("Partitioning the outbox.")

    assert erase_contexts(timezone.now() + KEEP_CONTEXT + timedelta(minutes=1)) == 3
    assert keep_messages(timezone.now(), dry=False).erased == 1
    assert not Message.objects.filter(recipient=host).exists()

    member.delete()
    assert list(Message.objects.values_list("address", flat=True)) == ["guest@example.nl"]


@pytest.fixture
def trail(member):
    """A deed on the first of each of the last 24 months, the newest first."""
    now = timezone.now()
    months = [divmod(now.year * 12 + now.month - 1 - number, 12) for number in range(24)]
    moments = [datetime(year, month + 1, 1, 0, 30, tzinfo=UTC) for year, month in months]
    Deed.objects.bulk_create(Deed(by=member, at=at, page="home", scope=7) for at in moments)
    return list(Deed.objects.order_by("pk").values())


def month_of(at: datetime) -> str:
    return f"accounts_deed_{at:%Y%m}"


def test_partitioned_trail_holds_every_row_by_month_and_older_ones_in_the_rest(trail):
    rules = rules_of(Deed)

    run_recipe("Partitioning logs.")

    assert list(Deed.objects.order_by("pk").values()) == trail
    tables = tables_of(Deed)
    assert set(tables) > {month_of(trail[0]["at"]), month_of(trail[3]["at"]), "accounts_deed_rest"}
    assert (tables[month_of(trail[3]["at"])], tables["accounts_deed_rest"]) == (1, 10)
    assert rules_of(Deed) == rules


def test_partitioned_trail_takes_deeds_and_is_pruned_by_row_and_by_month(trail, member):
    run_recipe("Partitioning logs.")

    made = Deed.objects.create(by=member, at=timezone.now(), page="home")
    assert made.pk > trail[-1]["id"]
    far = Deed.objects.create(by=member, at=timezone.now() + timedelta(days=900), page="home")
    assert tables_of(Deed)["accounts_deed_rest"] > 0 and Deed.objects.get(pk=far.pk) == far

    erased = keep_trail(timezone.now(), dry=False).erased
    assert erased == sum(row["at"] < timezone.now() - timedelta(days=365) for row in trail) > 10
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {month_of(trail[3]['at'])}")
    assert Deed.objects.count() == len(trail) + 2 - erased - 1

    member.delete()
    assert not Deed.objects.exclude(by=None).exists()


def test_partitioned_trail_refuses_a_deed_of_nobody_that_exists(trail):
    run_recipe("Partitioning logs.")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        Deed.objects.create(by_id=10**9, at=timezone.now(), page="home")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
