"""A programme's own words on every page and in every mail about it, and nowhere else."""

import re
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from communities.mails.invitation import prepare_invitations
from communities.models import Community, Programme
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.templatetags.ui import _frame
from leerkring.core.vocabulary import Words, speaking, spoken, words_of
from leerkring.notifications.digest import CircleNews, _shared_words
from leerkring.notifications.kinds import get_kind
from leerkring.notifications.models import Message
from leerkring.notifications.render import build_email, render_mail
from leerkring.notifications.scopes import Scope
from leerkring.notifications.sections import DigestLine
from meetings.models import Meeting

from .access import PAGES, address, reader_of

OLD_WORD = {
    "nl": re.compile(r"\bleerkring(en)?\b", re.I),
    "en": re.compile(r"\bcircles?\b", re.I),
}
NEW_WORD = {"nl": "leergemeenschap", "en": "learning communit"}
# Pages that hang on no programme, or show circles of any; where a programme chooses between words; and what was
# certified, which keeps the words it was given in.
OF_NO_PROGRAMME = {
    "accounts:", "notifications:", "home", "about", "privacy", "accessibility", "robots", "favicon", "security",
    "search", "dashboard", "set_language", "files:", "meetings:agenda", "meetings:feed_", "meetings:certificate_",
    "casework:goal_", "casework:portfolio_", "casework:desk", "casework:reflection_opening",
    "casework:method_", "casework:reflection_list", "casework:outcome_list", "communities:community_list",
    "communities:community_create", "communities:assignment_list", "communities:assignment_desk",
    "communities:organisation", "communities:profile", "organisation_results", "start", "terms",
    "recognition_list", "sitemap", "news", "communities:story_all",
    "communities:programme_list", "communities:programme_create", "communities:programme_change",
}  # fmt: skip
READ_ALOUD = {"alt", "aria-label", "content", "placeholder", "title"}


class Reading(HTMLParser):
    """What a reader sees or hears of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_data(self, data):
        self.found.append(data.strip())

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]


@pytest.fixture
def own_words(world, settings):
    """Learning communities, on a portal whose name is another word."""
    settings.SITE_NAME = "Portaal"
    _frame.cache_clear()
    Programme.objects.update(noun_singular="leergemeenschap", noun_plural="leergemeenschappen")
    yield world
    _frame.cache_clear()


def pages_of_a_programme():
    return [
        name for name, page in PAGES.items() if page.get and page.of and not name.startswith(tuple(OF_NO_PROGRAMME))
    ]


def page(world, name, language):
    cache.clear()
    browser = world.browsers[reader_of(PAGES[name])]
    browser.cookies["django_language"] = language
    response = browser.get(address(name, world))
    is_page = response.status_code < 300 and response.headers["Content-Type"].startswith("text/html")
    return response.content.decode() if is_page else ""


@pytest.mark.once
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_of_a_programme_says_its_word(language, own_words):
    texts = {name: Reading(page(own_words, name, language)).found for name in pages_of_a_programme()}
    assert any(NEW_WORD[language] in text for found in texts.values() for text in found)
    # An address stays what it is.
    texts = {name: [re.sub(r"\S*/\S*", "", text) for text in found] for name, found in texts.items()}
    left = {name: [text for text in found if OLD_WORD[language].search(text)] for name, found in texts.items()}
    assert {name: found for name, found in left.items() if found} == {}


def test_message_and_form_error_say_the_word_of_the_programme(own_words):
    coordinator = own_words.browsers["coordinator"]
    leave = reverse("communities:community_leave", args=[own_words.circle])

    only = coordinator.post(leave, {"confirmed": "1"}, follow=True).content.decode()
    gone = own_words.browsers["member"].post(leave, {"confirmed": "1"}, follow=True).content.decode()

    assert "Een leergemeenschap heeft een coördinator nodig." in only
    assert "Je hebt de leergemeenschap Lingewaard verlaten." in gone


def test_word_of_one_programme_is_gone_in_the_next_request(own_words):
    browser = own_words.browsers["member"]
    other = Programme.objects.create(name="Ander netwerk", slug="ander")
    Community.objects.filter(slug=own_words.circle).update(name="Lingewaard")
    before = browser.get(reverse("communities:member_list", args=[own_words.circle])).content.decode()
    after = browser.get(reverse("dashboard")).content.decode()
    Community.objects.update(programme=other)
    moved = browser.get(reverse("communities:member_list", args=[own_words.circle])).content.decode()

    assert "Leergemeenschappen" in before
    assert "Leerkringen" in after
    assert "eergemeenschap" not in after + moved


def test_programme_with_the_portals_own_word_reads_as_ever(world, settings):
    path = reverse("communities:member_list", args=[world.circle])
    before = world.browsers["member"].get(path).content.decode()

    assert "Leerkringen" in before
    assert "eergemeenschap" not in before


def test_hidden_circle_says_no_word_of_its_programme(own_words):
    draft = own_words.browsers["outsider"].get(reverse("communities:community_setup", args=[own_words.draft_circle]))

    assert draft.status_code == 404
    assert "eergemeenschap" not in draft.content.decode()


def test_mail_says_the_word_of_its_programme_and_the_next_one_its_own(own_words, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invitations = list(Message.objects.filter(kind="communities.invitation"))
    mails = prepare_invitations(invitations)
    [said] = [build_email(message, mails[message.pk], get_kind(message.kind)) for message in invitations]
    Programme.objects.update(noun_singular="leerkring", noun_plural="leerkringen")
    mails = prepare_invitations(invitations)
    with speaking(Words("lab", "labs")):
        [plain] = [build_email(message, mails[message.pk], get_kind(message.kind)) for message in invitations]

    assert "leergemeenschap" in said.subject
    assert not OLD_WORD["nl"].search(re.sub(r"https?://\S+", "", said.body))
    assert "leerkring" in plain.subject
    assert not re.search(r"\blabs?\b", plain.body)


def test_digest_speaks_of_each_circle_in_its_own_words_and_of_all_in_what_they_share(own_words):
    community = Community.objects.get(slug=own_words.circle)
    words = words_of(community)
    line = lazy(lambda: _("circle"), str)()
    lines = [DigestLine(line, "https://example.nl/")]
    own = CircleNews(Scope(1, "Tilburg-Noord", "https://example.nl/", words), lines)
    ours = CircleNews(Scope(2, "Lingewaard", "https://example.nl/"), lines)
    with translation.override("nl"):
        mixed = render_mail("notifications_digest", {"circles": [own, ours]})

    assert mixed[0] == "Nieuw in je leerkringen"
    assert (own.text.count("* leergemeenschap\n"), ours.text.count("* leerkring\n")) == (1, 1)
    assert ">leergemeenschap</a>" in own.html
    assert _shared_words([own]) == Words("leergemeenschap", "leergemeenschappen")
    assert _shared_words([own, ours]) is None


def test_words_cost_no_query(own_words, django_assert_num_queries):
    rows = Community.objects.all()
    member = own_words.people["member"]
    with speaking(None), django_assert_num_queries(1):
        get_permitted_or_404(rows, member, "communities.view_community", slug=own_words.circle)
        assert spoken() == Words("leergemeenschap", "leergemeenschappen")
    with speaking(None), django_assert_num_queries(1):
        get_permitted_or_404(Meeting.objects, member, "meetings.view_meeting", pk=own_words.meeting)
        assert spoken() == Words("leergemeenschap", "leergemeenschappen")
