"""A programme's own words, in every string and never one moment longer than its page."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from leerkring.core import vocabulary
from leerkring.core.vocabulary import Words, own_word, speak, speaking, spoken, words

COMMUNITY = Words("leergemeenschap", "leergemeenschappen")
ACADEMY = Words("academie", "academies")


@pytest.mark.parametrize(
    ("language", "said", "source", "result"),
    [
        ("nl", COMMUNITY, "Learning circles", "Leergemeenschappen"),
        ("nl", COMMUNITY, "circle", "leergemeenschap"),
        ("nl", ACADEMY, "All circles", "Alle academies"),
        ("nl", None, "circle", "leerkring"),
        ("en", COMMUNITY, "Learning circles", "Learning communities"),
        ("en", COMMUNITY, "circle", "learning community"),
        ("en", ACADEMY, "You were not in a circle", "You were not in an academie"),
        ("en", ACADEMY, "A learning circle grows", "An academie grows"),
        ("en", COMMUNITY, "A circle is a learning circle.", "A learning community is a learning community."),
        ("en", COMMUNITY, "Circular encircled", "Circular encircled"),
        ("en", COMMUNITY, "%(circle)s, a circle of {circle}", "%(circle)s, a learning community of {circle}"),
        (
            "en",
            COMMUNITY,
            '<a href="/circle/" title="circle">Circle</a>',
            '<a href="/circle/" title="circle">Learning community</a>',
        ),
        ("en", COMMUNITY, "Leerkring is a portal for circles", "Leerkring is a portal for circles"),
        ("en", None, "circle", "circle"),
    ],
)
def test_text_is_said_in_the_words_in_use(language, said, source, result):
    with translation.override(language), speaking(said):
        assert _(source) == result
        assert str(gettext_lazy(source)) == result


def test_plural_and_context_are_said_in_the_words_in_use():
    with translation.override("en"), speaking(COMMUNITY):
        assert ngettext("%(n)s circle", "%(n)s circles", 1) == "%(n)s learning community"
        assert ngettext("%(n)s circle", "%(n)s circles", 3) == "%(n)s learning communities"
        assert pgettext("nowhere else", "Your circle") == "Your learning community"
        assert pgettext("nowhere else", "Your meeting") == "Your meeting"


def test_words_survive_another_language_inside():
    with translation.override("nl"), speaking(COMMUNITY):
        with translation.override("en"):
            assert _("circle") == "learning community"
        assert _("circle") == "leergemeenschap"


def test_words_end_with_the_block_also_when_it_breaks():
    with translation.override("nl"):
        with pytest.raises(LookupError), speaking(COMMUNITY):
            speak(ACADEMY)
            raise LookupError
        assert _("circle") == "leerkring"
        assert spoken() is None


def test_words_change_nothing_outside_a_request():
    speak(COMMUNITY)

    assert spoken() is None


def test_words_stay_with_their_own_thread():
    heard = []
    with speaking(COMMUNITY):
        thread = threading.Thread(target=lambda: heard.append(spoken()))
        thread.start()
        thread.join()
    assert heard == [None]


def test_words_in_a_template_are_markup_neither_before_nor_after():
    template = Template("{% translate 'circle' %}, {% blocktranslate %}my circle{% endblocktranslate %}, {{ typed }}")
    with translation.override("en"), speaking(COMMUNITY):
        text = template.render(Context({"typed": "a circle <b>"}))
    assert text == "learning community, my learning community, a circle &lt;b&gt;"


def test_part_of_a_template_speaks_in_words_of_its_own():
    template = Template(
        "{% load vocabulary %}{% speaking w %}{% translate 'circle' %}{% endspeaking %} {% translate 'circle' %}"
    )
    with translation.override("nl"), speaking(ACADEMY):
        assert template.render(Context({"w": COMMUNITY})) == "leergemeenschap academie"
        assert template.render(Context({"w": None})) == "leerkring academie"


@pytest.mark.parametrize("word", ["lab", "learning lab", "Werkplaats 013", "co-lab", "foto’s", "école"])
def test_own_word_is_letters(word):
    own_word(word)
    assert words(word, "labs") == Words(word, "labs")


@pytest.mark.parametrize("word", ["", " lab", "<b>", "100%", "{x}", "a&b", 'a"b', "lab\n", "-lab", "%(name)s"])
def test_own_word_refused_when_it_is_more_than_letters(word):
    with pytest.raises(ValidationError):
        own_word(word)
    assert words(word, "labs") is words("lab", word) is None


def test_words_are_none_when_they_are_those_of_the_portal():
    assert words("leerkring", "leerkringen") is None
    assert words("Leerkring", "Leerkringen") is None


def test_apostrophe_closes_no_attribute():
    with translation.override("en"), speaking(Words("lab", "lab's")):
        assert _("circles") == "lab’s"
        assert isinstance(_(SafeString("circles")), SafeString)


def test_words_are_installed_once():
    vocabulary.install()
    assert type(translation.trans_real.translation("nl")) is vocabulary.Translation
