"""Every address of the portal, asked for by every role. An address that nobody classified fails."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as portal
from django.core.cache import cache
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from leerkring.core.middleware import ASKED_FIRST

from . import access
from .access import EMPTY_WHEN_HIDDEN, PAGES, ROLES, address, part_of

GONE = {
    "slug": "bestaat-niet", "programme_slug": "bestaat-niet", "organisation_slug": "bestaat-niet",
    "token": "bestaat-niet", "number": "9.9", "pk": 987654321, "item_pk": 1, "share": 1, "guest_pk": 1, "swap_pk": 1,
    "poll_pk": 1, "news_pk": 1, "note_pk": 1, "insight_pk": 1, "photo_pk": 1, "moment_pk": 1, "case_pk": 1,
    "presence_pk": 987654321,
    "section": "bestaat-niet", "line": 1, "item": 1, "step": 1, "invitee": 1, "remark": 1,
    "kind": "bestaat-niet", "key": "u987654321", "form": "bestaat-niet", "name": "bestaat-niet", "scope": 987654321,
    "resource": "bestaat-niet", "rest": "bestaat/ook/niet",
    "user_pk": 987654321, "about": "bestaat-niet", "file": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


def walk(resolver=None, prefix="", namespace="") -> Iterator[tuple[str, str]]:
    """Yield the full name and the pattern of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, pattern, inner)
        else:
            yield namespace + (entry.name or ""), pattern


@pytest.mark.promise(4)
def test_every_address_is_classified_once_and_none_is_forgotten(figure):
    tables = [
        PAGES,
        EMPTY_WHEN_HIDDEN,
        access.CLOSED_BY_SETTING,
        access.FOR_MACHINES,
        access.SIGN_IN,
        access.OWN_ACCOUNT,
    ]
    classified = sorted(name for table in tables for name in table)
    found = sorted(name for name, pattern in walk() if not pattern.startswith(access.ADMINISTRATION))
    assert found == classified
    figure(f"{len(found)} addresses, {len(ROLES)} roles")


def ask(world, role, method, path, data=None):
    """Make one request and undo what it did, so that the next role meets the same world."""
    cache.clear()
    with transaction.atomic():
        response = getattr(world.browsers[role], method)(path, data or {})
        response.text_now = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    return response


def asks_to_log_in(response) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse(portal.LOGIN_URL))


def plain(content, path) -> str:
    """Return a page without what differs per request: its own address and the form token."""
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken(?:&quot;|"): ?(?:&quot;|"))"?\w+', "", content.decode())
    return text.replace(path, "")


def seen(response) -> str:
    """Return what a response amounts to."""
    if response.status_code == 405:
        return "no such method"
    if response.status_code >= 500:
        return "error"
    if response.status_code in (401, 403, 404) or asks_to_log_in(response):
        return "refused"
    return "allowed"


def wanted(page, method, role) -> set[str]:
    """Return what a response may amount to."""
    allowed = page.allowed(method)
    if allowed is not None:
        return {"allowed"} if role in allowed else {"refused"}
    other = page.allowed("post" if method == "get" else "get")
    return {"no such method"} if role in other else {"no such method", "refused"}


def gone(name) -> str:
    """Return an address of the same shape where nothing stands."""
    parts = {part: GONE["file" if thing == "file" else part] for part, thing in PAGES[name].of.items()}
    return reverse(name, kwargs=parts)


def wrong_answers(name, world) -> Iterator[tuple]:
    """Yield each role and method that is answered otherwise than the table says."""
    page, path = PAGES[name], address(name, world)
    for role in ROLES:
        for method in ("get", "post"):
            response = ask(world, role, method, path, page.data if method == "post" else None)
            got = seen(response)
            hidden = got != "refused" or role == access.VISITOR or response.status_code == 404
            if got not in wanted(page, method, role) or not hidden:
                yield name, role, method, response.status_code


AREAS = sorted({part_of(name) for name in PAGES})


def names_of(part_of_portal) -> list[str]:
    return [name for name in PAGES if part_of(name) == part_of_portal]


@pytest.mark.promise(4)
@pytest.mark.parametrize("part_of_portal", AREAS)
def test_addresses_let_in_whom_the_table_says(part_of_portal, world):
    assert [wrong for name in names_of(part_of_portal) for wrong in wrong_answers(name, world)] == []


@pytest.mark.promise(4)
# Nothing is asked of the database, so who asks makes no difference: two of the roles are enough.
@pytest.mark.once
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_address_knows_another_method_whoever_asks(method, world, django_assert_num_queries):
    with django_assert_num_queries(0):
        for name in PAGES:
            path = address(name, world)
            if method == "options" and path.startswith(ASKED_FIRST):
                continue
            answers = {getattr(world.browsers[role], method)(path).status_code for role in (access.VISITOR, "staff")}
            assert answers == {405}, name


class Nothing:
    """What is read where nothing stands: around it by role, the rest by address. Only who reads something else is
    asked for the missing twin of an address, so most are asked by one role."""

    def __init__(self, world):
        self.world = world
        self.around, self.rest = {}, {}

    def looks_like(self, answer, name, role, method, data=None) -> bool:
        """Whether this answer to a role is, to the letter, what that role reads where nothing stands."""
        around, rest = self._parts(answer.text_now, address(name, self.world))
        if (around, rest) != (self.around.get(role), self.rest.get(name)):
            missing = ask(self.world, role, method, gone(name), data)
            self.around[role], self.rest[name] = self._parts(missing.text_now, gone(name))
            assert missing.status_code == 404, (name, role)
        return answer.status_code == 404 and (around, rest) == (self.around[role], self.rest[name])

    def _parts(self, content, path) -> tuple[str, str]:
        before, start, after = plain(content, path).partition("<header")
        around, end, rest = after.partition("</header>")
        return around, before + start + end + rest


def differences(name, world, nothing) -> Iterator[tuple]:
    """Yield each role for which what is hidden can be told from what is missing."""
    page, real = PAGES[name], address(name, world)
    allowed = page.allowed(page.strictest)
    for role in ROLES[1:]:
        if role not in allowed:
            answer = ask(world, role, page.strictest, real)
            if not nothing.looks_like(answer, name, role, page.strictest):
                yield name, role, "hidden", answer.status_code
    if role := next((role for role in reversed(ROLES[1:]) if role in allowed), None):
        status = ask(world, role, page.strictest, gone(name)).status_code
        if status != 404:
            yield name, role, "missing", status


# Who is let in is asked of each database, above; what a refusal looks like is not.
@pytest.mark.once
@pytest.mark.promise(4)
@pytest.mark.parametrize("part_of_portal", AREAS)
def test_hidden_looks_exactly_like_missing(part_of_portal, world):
    nothing = Nothing(world)
    names = [name for name in names_of(part_of_portal) if PAGES[name].of]
    assert [difference for name in names for difference in differences(name, world, nothing)] == []


def test_another_word_anywhere_is_no_missing_page(world):
    """The comparison finds what differs around a page and on it, for who asked a twin before and who did not."""
    nothing, name = Nothing(world), "communities:community_manage"
    for role in ("outsider", "former_member", "outsider"):
        for old, new in (
            (b"", b""),
            (b"</header>", b"x</header>"),
            (b"</main>", b"x</main>"),
            (b"<title>", b"<title>x"),
        ):
            answer = ask(world, role, "get", address(name, world))
            assert old in answer.text_now
            answer.text_now = answer.text_now.replace(old, new)
            assert nothing.looks_like(answer, name, role, "get") == (not old), (role, new)


@pytest.mark.parametrize("name", EMPTY_WHEN_HIDDEN)
def test_partial_says_nothing_to_who_may_see_nothing(name, world):
    page = EMPTY_WHEN_HIDDEN[name]
    path = reverse(name, kwargs={part: getattr(world, thing) for part, thing in page.of.items()})
    answers = {role: ask(world, role, "get", path) for role in ROLES}
    assert {answer.status_code for answer in answers.values()} == {200}
    # What comes next is the meeting that goes on now.
    link = reverse("meetings:meeting_detail", kwargs={"pk": world.running}).encode()
    assert {role for role, answer in answers.items() if link in answer.text_now} == page.get
    assert {answer.text_now.strip() for role, answer in answers.items() if role not in page.get} == {b""}


def test_pages_for_developers_are_closed_to_everybody_by_a_setting(world, settings):
    settings.DEBUG = settings.SHOW_KEPT_MAIL = False
    for name in access.CLOSED_BY_SETTING:
        assert {ask(world, role, "get", any_path(name)).status_code for role in ROLES} == {404}, name


def test_pages_for_machines_hold_nothing_of_people(world):
    for name in access.FOR_MACHINES:
        response = ask(world, access.VISITOR, "get", any_path(name))
        assert response.status_code in (200, 503)
        assert b"@" not in response.text_now


@pytest.mark.parametrize("method", ["get", "post"])
def test_account_pages_never_fail_and_let_no_visitor_into_an_account(method, world):
    for name in access.SIGN_IN | access.OWN_ACCOUNT:
        answers = {role: ask(world, role, method, any_path(name)).status_code for role in ROLES}
        assert max(answers.values()) < 500, (name, answers)
        assert name in access.SIGN_IN or answers[access.VISITOR] in (302, 403, 404, 405), name


@pytest.mark.parametrize("method", ["get", "post"])
def test_account_pages_lead_to_nothing_that_is_no_address(method, world):
    for name in access.SIGN_IN | access.OWN_ACCOUNT:
        for role in (access.VISITOR, access.MEMBER):
            response = ask(world, role, method, any_path(name), {"next": "//["})
            assert response.status_code < 500 and "//[" not in response.get("Location", ""), (name, role)


def test_keys_of_somebody_else_are_hidden(world):
    author = world.people["author"]
    key = Authenticator.objects.create(user=author, type="webauthn", data={"name": "Sleutel", "credential": {}})
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        for role in ("outsider", "coordinator", "staff"):
            response = ask(world, role, "get", reverse(name, kwargs={"pk": key.pk}))
            assert response.status_code in (302, 404), (name, role)
            assert b"Sleutel" not in response.text_now


def any_path(name) -> str:
    """Return an address of this name, made with whatever fits its pattern."""
    pattern = dict(walk())[name]
    parts = {part: kind for kind, part in re.findall(r"<(?:(\w+):)?(\w+)>", pattern)}
    return reverse(name, kwargs={part: 1 if kind == "int" else "iets" for part, kind in parts.items()})


@pytest.mark.parametrize("method", ["get", "post"])
def test_administration_is_hidden_from_all_but_operators_with_a_second_factor(method, world):
    patterns = {pattern for _name, pattern in walk() if pattern.startswith(access.ADMINISTRATION)}
    for pattern in sorted(patterns):
        path = "/" + re.sub(r"\^.*|<[^>]+>", "1", pattern)
        for role in ROLES:
            status = ask(world, role, method, path).status_code
            assert status in ((302, 403, 404) if role in ("visitor", "staff") else (404,)), (pattern, role)


def test_administration_opens_for_an_operator_with_a_second_factor(world):
    Authenticator.objects.create(user=world.people["staff"], type="totp", data={"secret": "x"})
    assert ask(world, "staff", "get", reverse("admin:index")).status_code == 200


def test_administration_never_shows_a_case_reflection_or_outcome():
    assert not [name for name, _pattern in walk() if name.startswith("admin:casework")]
