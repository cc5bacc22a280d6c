"""Each other's language: proposing words, accepting and sharing them, and explaining them where they occur."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from communities.actions.glossary import accept_term, add_term, change_term, remove_term, share_term
from communities.actions.post import start_topic
from communities.glossary import Explainer, explainer_for
from communities.models import Community, Issue, Membership, Programme, Term
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db
WORDS = {"term": "triage", "meaning": "Kiezen wie het eerst hulp krijgt.", "practice": "Aan de telefoon."}


@pytest.fixture
def speaking(community, coordinator) -> Community:
    community.modules = ["glossary", "discussion", "agenda"]
    community.save(update_fields=["modules"])
    return community


@pytest.fixture
def term(speaking, member) -> Term:
    return add_term(speaking, by=member, **WORDS)


@pytest.fixture
def accepted(term, coordinator) -> Term:
    return accept_term(term, by=coordinator)


def path(name, term):
    return reverse(f"communities:term_{name}", kwargs={"slug": term.community.slug, "pk": term.pk})


# --- What happens -----------------------------------------------------------------------------------------------


def test_member_proposes_and_coordinator_accepts(speaking, term, member, coordinator):
    assert add_term(speaking, by=member, **WORDS) == term
    assert term.accepted_at is None
    assert add_term(speaking, by=coordinator, term="regie", meaning="Wie beslist.").accepted_at
    for _time in range(2):
        assert accept_term(term, by=coordinator).version == 2


def test_word_stands_there_once(speaking, term, host):
    other = add_term(speaking, by=host, term="regie", meaning="Wie beslist.")
    for deed in (
        lambda: add_term(speaking, by=host, term="TRIAGE ", meaning="Anders."),
        lambda: change_term(other, by=host, version=1, term="Triage", meaning="Anders."),
    ):
        with pytest.raises(Refused, match="staat al"):
            deed()


def test_two_changes_of_one_version_are_not_both_kept(term, member, coordinator, as_user):
    change_term(term, by=coordinator, version=1, **WORDS | {"meaning": "Eerder."})

    with pytest.raises(Overtaken):
        change_term(term, by=member, version=1, **WORDS | {"meaning": "Later."})
    page = as_user(member).post(path("change", term), WORDS | {"meaning": "Later.", "version": 1})
    assert page.status_code == 409 and "Eerder." in page.text and "Later." in page.text


def test_word_is_shared_once_it_is_accepted(term, coordinator):
    with pytest.raises(Refused):
        share_term(term, by=coordinator, is_shared=True)
    accept_term(term, by=coordinator)
    for _time in range(2):
        assert share_term(term, by=coordinator, is_shared=True).is_shared
    for _time in range(2):
        remove_term(term, by=coordinator)
    assert not Term.objects.exists()


def test_nothing_is_added_where_it_is_off_or_over(speaking, member):
    Community.objects.update(modules=[])
    with pytest.raises(Refused, match="staat uit"):
        add_term(speaking, by=member, **WORDS)
    Community.objects.update(**CLOSED)
    with pytest.raises(Refused, match="loopt niet"):
        add_term(speaking, by=member, **WORDS)


# --- Explaining -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<p>triage en triage</p>", 1),
        ("<p>Triage: <em>TRIAGE</em></p>", 1),
        ("<p>triagepost, pre-triage</p>", 0),
        ('<p><a href="/triage" title="triage">triage</a></p>', 0),
        ("<pre>triage</pre><p><code>triage</code></p>", 0),
        ('<p><img src="/x" alt="triage"></p>', 0),
        ("<h2>triage</h2>", 0),
    ],
)
def test_first_time_a_word_stands_in_a_text_it_is_explained(accepted, html, count):
    explained = Explainer([accepted]).explain(SafeString(html))

    assert explained.count('class="term"') == count
    assert explained.count(f'aria-describedby="begrip-{accepted.pk}"') == count


def test_word_with_signs_is_found_and_harms_nothing(speaking, coordinator):
    rows = [
        add_term(speaking, by=coordinator, term=word, meaning="M")
        for word in ("R&D <b>", "zo'n *vraag*", "sociaal domein", "domein")
    ]
    text = SafeString("<p>R&amp;D &lt;b&gt;, zo'n *vraag*, zo&#x27;n *vraag*, sociaal\ndomein</p>")
    explainer = Explainer(rows)

    explained = explainer.explain(text)

    assert [row.term for row in explainer.used] == ["R&D <b>", "zo'n *vraag*", "sociaal domein"]
    assert "<b>" not in explained and "R&amp;D &lt;b&gt;</a>" in explained


def test_topics_and_issues_explain_words_with_their_meaning(speaking, accepted, member, as_user):
    topic = start_topic(speaking, by=member, title="T", text="Triage `triage` <i>triage</i>", key=uuid4())
    issue = Issue.objects.create(community=speaking, title="I", text="Wat is triage?", proposed_by=member)

    for row in (topic, issue):
        page = as_user(member).get(row.get_absolute_url()).text
        assert page.count('class="term"') == 1
        assert f'id="begrip-{accepted.pk}"' in page and WORDS["meaning"] in page


def test_proposed_words_and_a_glossary_that_is_off_explain_nothing(speaking, term, coordinator, member,
                                                                    django_assert_num_queries):  # fmt: skip
    text = SafeString("<p>triage</p>")
    assert explainer_for(speaking, member).explain(text) == text
    accept_term(term, by=coordinator)
    assert explainer_for(speaking, member).explain(text) != text
    speaking.modules = []
    with django_assert_num_queries(0):
        assert explainer_for(speaking, member).explain(text) == text


def test_shared_word_is_explained_in_the_programme_and_the_circles_own_goes_first(accepted, coordinator, make):
    share_term(accepted, by=coordinator, is_shared=True)
    facts = {"kind": "regional", "area": accepted.community.area, "question": "?", "status": "active"}
    circles, reader = [], make.user("Lezer")
    for number, of in enumerate((accepted.community.programme, Programme.objects.create(name="A", slug="a"))):
        circle = Community.objects.create(
            programme=of, slug=f"k{number}", name="K", started_at=timezone.now(), modules=["glossary"], **facts
        )
        make.join(reader, circle, Membership.Role.COORDINATOR)
        circles.append(circle)
    text = SafeString("<p>triage</p>")

    found = [explainer_for(circle, reader).explain(text) != text for circle in circles]
    own = add_term(circles[0], by=reader, term="Triage", meaning="Ons woord.")
    explainer = explainer_for(circles[0], reader)
    explainer.explain(text)

    assert found == [True, False]
    assert explainer.used == [own]


# --- Who may what -----------------------------------------------------------------------------------------------

PEOPLE = ("visitor", "outsider", "former_member", "alumnus", "staff", "beside", "member", "host", "coordinator")
INSIDE, LEADS = {"alumnus", "member", "host", "coordinator"}, {"coordinator"}
TABLE = {
    # state: who reads it, changes it, accepts it, shares it
    "proposed": (INSIDE, {"member", "coordinator"}, LEADS, set()),
    "accepted": (INSIDE, LEADS, set(), LEADS),
    "shared": (INSIDE | {"beside"}, LEADS, set(), LEADS),
    "circle closed": (INSIDE, set(), set(), set()),
    "archived": (INSIDE, set(), set(), set()),
}


@pytest.fixture
def cast(request, community, make):
    alumnus, beside = make.user("Al", "Umnus"), make.user("Bea", "Naast")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    facts = {"kind": "regional", "area": community.area, "question": "?", "status": "active"}
    circle = Community.objects.create(
        programme=community.programme, slug="naast", name="N", started_at=timezone.now(), **facts
    )
    make.join(beside, circle, Membership.Role.RESIDENT)
    names = [name for name in PEOPLE if name not in {"visitor", "alumnus", "beside"}]
    people = {name: request.getfixturevalue(name) for name in names}
    return people | {"visitor": AnonymousUser(), "alumnus": alumnus, "beside": beside}


@pytest.mark.parametrize("state", list(TABLE))
def test_role_by_state(term, cast, state):
    if state != "proposed":
        accept_term(term, by=cast["coordinator"])
    if state == "shared":
        share_term(term, by=cast["coordinator"], is_shared=True)
    if state in {"circle closed", "archived"}:
        facts = CLOSED | {"status": "closed" if state == "circle closed" else "archived"}
        Community.objects.filter(pk=term.community_id).update(**facts)

    found = tuple(
        {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}_term", term)}
        for rule in ("view", "change", "accept", "share")
    )

    assert found == TABLE[state]


def test_list_is_for_who_is_in_the_circle(speaking, cast):
    for rule, wanted in (("view_glossary", INSIDE), ("add_term", INSIDE - {"alumnus"})):
        assert {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", speaking)} == wanted


# --- Pages ------------------------------------------------------------------------------------------------------


def test_pages_carry_a_word_from_proposal_to_the_programme(speaking, member, coordinator, as_user):
    as_user(member).post(reverse("communities:term_create", kwargs={"slug": speaking.slug}), WORDS)
    term = Term.objects.get()
    for name, data in (("accept", {}), ("share", {"is_shared": "1"})):
        as_user(coordinator).post(path(name, term), data)

    term.refresh_from_db()
    assert term.accepted_at and term.is_shared
    page = as_user(member).get(path("detail", term)).text
    assert "Aan de telefoon." in page and "praktijk" in page.lower()
    as_user(coordinator).post(path("share", term))
    as_user(coordinator).post(path("remove", term))
    assert not Term.objects.exists()


@pytest.mark.parametrize("data", [{"term": "a\nb"}, {"term": ""}, {"term": "x" * 81}, {"meaning": ""}])
def test_forms_say_what_is_wrong(speaking, member, as_user, data):
    page = as_user(member).post(reverse("communities:term_create", kwargs={"slug": speaking.slug}), WORDS | data)

    assert set(page.context["form"].errors) == set(data)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_as_much_for_more_words(speaking, member, coordinator, as_user, number, django_assert_num_queries):
    for count in range(number):
        add_term(speaking, by=member, term=f"woord{count}", meaning="M")
        add_term(speaking, by=coordinator, term=f"taal{count}", meaning="M")
    topic = start_topic(speaking, by=member, title="T", text="taal0 taal1 taal2", key=uuid4())
    browser = as_user(member)

    with django_assert_num_queries(4):
        listed = browser.get(reverse("communities:term_list", kwargs={"slug": speaking.slug}))
    with django_assert_num_queries(9):
        page = browser.get(topic.get_absolute_url())
    assert len(listed.context["accepted"]) == len(listed.context["proposed"]) == number == len(page.context["words"])
