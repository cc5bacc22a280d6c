"""Somebody is named wherever a name fits, is erased, and is found nowhere."""

import contextlib
import io
import logging

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.test import TestCase
from django.utils import timezone

from casework.models import OutcomeAuthor, OutcomeVersion, RoundInvitee
from communities.models import Community, Post, Profile
from leerkring.accounts.models import ErasureRequest, User
from leerkring.accounts.privacy import erasure, ledger
from leerkring.accounts.privacy.naming import former_participant
from leerkring.accounts.privacy.registry import all_held
from leerkring.accounts.privacy.replay import Replayed, replay
from leerkring.accounts.privacy.scrub import text_fields
from leerkring.files.actions import store_bytes
from leerkring.files.models import File
from leerkring.files.purposes import PNG
from leerkring.notifications.actions import notify
from leerkring.notifications.models import Message
from leerkring.search.index import holding
from leerkring.search.words import stems
from meetings.models import Presence, Registration

NAME, EMAIL, PRIVATE = "Kanariana van Vogelsang-Ügur", "kanarie.vogel@example.nl", "kanarieprive"
# How a name stands where a database or an index writes it otherwise.
TRACES = ("kanarian", "vogelsang", "kanarie.vogel", PRIVATE)


@pytest.fixture
def ledger_file(settings, tmp_path):
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erased.jsonl"
    return settings.ERASURE_LEDGER


@pytest.fixture
def canary(world, community, ledger_file):
    """Let the author of the world bear a name of their own, and stand wherever somebody can stand."""
    person = world.people["author"]
    person.given_name, person.tussenvoegsel, person.family_name = "Kanariana", "van", "Vogelsang-Ügur"
    person.email = EMAIL
    picture = {"name": "k.png", "content_type": PNG, "purpose": "accounts.photo"}
    person.photo = store_bytes(PRIVATE.encode(), by=person, **picture)
    person.save()
    person.emailaddress_set.create(email=EMAIL, verified=True, primary=True)
    Profile.objects.create(user=person, brings=PRIVATE, is_findable=True, sector="research", brings_for="portal")
    Registration.objects.filter(user=None).update(email=EMAIL, name=NAME)
    Presence.objects.filter(user=None).update(name=NAME)
    notify(person, "notifications.digest", key=PRIVATE, context={"name": NAME})
    for row in all_held():
        _stand_in(row, person)
    return person


def _stand_in(row, person):
    """Let the person have done what others did, and write the name where any text stands."""
    for path in (*row.stays, *row.acts):
        for pk in row.rows.exclude(**{path: person}).values_list("pk", flat=True):
            _try(lambda pk=pk, path=path: row.rows.filter(pk=pk).update(**{path: person}))
    own = row.rows.filter(erasure._any(row.goes, person)) if row.goes else row.rows.none()
    ids = list(own.values_list("pk", flat=True))
    skipped = {
        "email",
        "slug",
        "key",
        "code",
        "nonce",
        "claim",
        "poll_key",
        "ror",
        "orcid",
        "source",
        "content_type",
        "purpose",
    }
    for field in text_fields(row.model_class):
        name, room = field.name, getattr(field, "max_length", None) or 200
        if (
            row.model in ("accounts.User", "sessions.Session")
            or name in skipped
            or "hash" in name
            or room < len(NAME) + 9
        ):
            continue
        if isinstance(field, (models.URLField, models.SlugField, models.JSONField)):
            continue
        _try(lambda name=name: row.rows.filter(pk__in=ids).update(**{name: PRIVATE}))
        _try(lambda name=name: row.rows.exclude(pk__in=ids).exclude(**{name: ""}).update(**{name: f"over {NAME}."}))


def _try(change):
    """Do it where no constraint stands in the way."""
    with contextlib.suppress(IntegrityError), transaction.atomic():
        change()


def _found(words):
    """Return each table and column that holds one of these words, of all that are there."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                text = {name: _plain(value) for name, value in zip(columns, row, strict=True)}
                found += [(table, name, value) for name, value in text.items() if any(word in value for word in words)]
    return found


def _plain(value):
    if isinstance(value, (bytes, memoryview)):
        value = bytes(value).decode("latin-1")
    return str(value).lower()


def _pointing_at(pk):
    return [
        f"{row.model}.{field.name}"
        for row in all_held()
        for field in row.model_class._meta.concrete_fields
        if field.related_model is User and row.rows.filter(**{field.attname: pk}).exists()
    ]


def _look_everywhere(pk, caplog, ledger_file):
    assert _found(TRACES) == []
    assert _pointing_at(pk) == []
    stored = [default_storage.open(file.blob.name).read() for file in File.objects.all()]
    assert not any(PRIVATE.encode() in content for content in stored)
    kept = [str(value) for cache in ("default", "pages") for value in caches[cache]._cache.values()]
    assert not [value for value in kept if any(word in value.lower() for word in TRACES)]
    assert not any(word in caplog.text.lower() for word in TRACES)
    assert not any(word in ledger_file.read_text().lower() for word in TRACES)


@pytest.mark.promise(17)
def test_nobody_finds_who_was_erased(world, canary, ledger_file, caplog, client, figure):
    caplog.set_level(logging.DEBUG)
    pk, photo = canary.pk, canary.photo.blob.name
    caches["pages"].set("visitors:x", NAME)
    posts = Post.objects.count()
    client.force_login(canary)
    client.get("/account/")
    planted = _found(TRACES)
    tables = {table for table, *_ in planted}
    assert len(tables) > 60
    figure(f"planted in {len(tables)} tables, found in none; nor in files, index, outbox, cache and log")

    with TestCase.captureOnCommitCallbacks(execute=True):
        done = erasure.erase_person(canary, keeps_name=False, now=timezone.now())

    assert done
    _look_everywhere(pk, caplog, ledger_file)
    assert not default_storage.exists(photo)
    # The record of the circle is still there.
    assert Post.objects.count() == posts
    assert former_participant().full_name == "Oud-deelnemer"
    assert client.get("/account/").status_code == 302


def test_what_stays_is_nobodys_and_says_since_when(world, ledger_file):
    member, now = world.people["member"], timezone.now()
    invitee = RoundInvitee.objects.filter(user=member).latest("pk")
    RoundInvitee.objects.filter(pk=invitee.pk).update(name=NAME, email=EMAIL, nonce="n", token_hash="h")

    erasure.erase_person(member, keeps_name=True, now=now)

    invitee.refresh_from_db()
    assert (invitee.user, invitee.erased_at) == (None, now)
    assert (invitee.name, invitee.email, invitee.nonce, invitee.token_hash) == ("", "", "", None)


def test_name_of_difficult_letters_goes_from_what_was_kept_for_others(make, host, ledger_file):
    person = make.user("Zoë", "Ügür")
    week = {"since": "2026-01-05T06:00:00+00:00", "until": "2026-01-12T06:00:00+00:00"}
    notify(host, "notifications.digest", key="k", context=week | {"name": "Zoë Ügür zei iets."})

    erasure.erase_person(person, keeps_name=True, now=timezone.now())

    assert "Ügür" not in str(Message.objects.get(recipient=host).context)


def test_search_finds_what_others_wrote_and_no_more_whom_they_named(make, community, ledger_file):
    person = make.user("Zoë", "Vogelsang")
    Community.objects.filter(pk=community.pk).update(question="Wat ziet Zoë Vogelsang in pauwen?")
    call_command("reindex", stdout=io.StringIO())
    # Somebody themselves, and where they are named.
    assert [holding(list(stems(word))).count() for word in ("vogelsang", "pauwen")] == [2, 1]

    erasure.erase_person(person, keeps_name=True, now=timezone.now())

    assert [holding(list(stems(word))).count() for word in ("vogelsang", "pauwen")] == [0, 1]


def test_papers_keep_the_name_that_its_owner_leaves_there(world, canary, ledger_file):
    OutcomeAuthor.objects.filter(outcome__slug=world.paper).update(user=canary, name=NAME)
    OutcomeVersion.frozen.filter(outcome__slug=world.paper).update(author_line=NAME)

    erasure.erase_person(canary, keeps_name=True, now=timezone.now())

    tables = {table for table, *_ in _found([NAME.lower()])}
    assert tables == {"casework_outcomeauthor", "casework_outcomeversion"} | tables & {"casework_outcome"}
    assert _pointing_at(canary.pk) == []


@pytest.mark.promise(16, 17)
def test_restored_people_are_erased_again_and_nobody_in_their_place(member, make, ledger_file):
    now = timezone.now()
    facts = {field.attname: getattr(member, field.attname) for field in User._meta.concrete_fields}
    erasure.erase_person(member, keeps_name=True, now=now)
    assert replay(now) == Replayed(0, 0)

    # A backup brings back the same account; another one got the number of somebody erased after the backup.
    User.objects.create(**facts)
    newcomer = make.user("Nieuw")
    ledger.write(User(pk=newcomer.pk, date_joined=now - ErasureRequest.REGRET), now, keeps_name=True)
    with ledger_file.open("a") as file:
        file.write('{"person": 3, "joi')

    assert replay(now) == Replayed(1, 0)
    assert not User.objects.filter(email=facts["email"]).exists()
    assert User.objects.filter(pk=newcomer.pk).exists()


def test_restored_request_waits_seven_days_anew(member, ledger_file):
    now = timezone.now()
    before = now - 2 * ErasureRequest.REGRET
    ErasureRequest.objects.create(user=member, asked_at=before, due_at=before + ErasureRequest.REGRET)

    assert replay(now) == Replayed(0, 1)

    assert ErasureRequest.objects.get().due_at == now + ErasureRequest.REGRET
    assert erasure.erase_due(now) == 0


def test_namesake_keeps_the_name(make, community, ledger_file):
    one, other = make.user("Jan", email="jan1@example.nl"), make.user("Jan", email="jan2@example.nl")
    community.closing_words = "Dank aan Jan Jansen, jan1@example.nl."
    community.save()

    erasure.erase_person(one, keeps_name=True, now=timezone.now())

    community.refresh_from_db()
    assert community.closing_words == "Dank aan Jan Jansen, …."
    assert User.objects.get(pk=other.pk).full_name == "Jan Jansen"


def test_counters_are_true_and_members_gone_after_erasure(member, community, ledger_file):
    count = community.memberships.active().count()

    erasure.erase_person(member, keeps_name=True, now=timezone.now())

    community.refresh_from_db()
    assert community.member_count == count - 1
    assert not erasure.erase_person(member, keeps_name=True, now=timezone.now())
