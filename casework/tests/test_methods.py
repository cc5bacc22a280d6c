"""The twelve built-in methods, against a table written from the literature; and dividing the time."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from casework.methods import BUILT_IN, Group, Hidden, Input, TooShort, built_in, find_built_in, plan_of, said, scaled

INB, DLN, ALL = "owner", "participants", "all"
# Of each step: who is active, who is silent, minutes (a star: our proposal), what is written, hidden until, at most.
TABLE = {
    "incident_short": (50, False, [
        ("Introductie: feiten en vraag", INB, "", "3", "none", ""),
        ("Vragen noteren", DLN, "", "5", "list", ""),
        ("Feiten verzamelen", DLN, "", "15", "none", ""),
        ("Analyse: de kern van het probleem", DLN, INB, "10", "none", ""),
        ("Adviesronde", DLN, "", "10", "text", ""),
        ("Afronding", INB, "", "7*", "text", ""),
    ]),
    "incident_hendriksen": (90, True, [
        ("Keuze van het incident", ALL, "", "10", "none", ""),
        ("De situatie", INB, "", "5", "none", ""),
        ("Vragen noteren", DLN, "", "5", "list", ""),
        ("Informatieronde", DLN, "", "20", "none", ""),
        ("Analyse", DLN, "", "15", "none", ""),
        ("Schriftelijke standpuntbepaling", DLN, "", "5", "text", "all"),
        ("Standpunten voorlezen", DLN, "", "10", "none", ""),
        ("Wat de casusinbrenger deed", INB, "", "5", "none", ""),
        ("Afsluitende discussie", ALL, "", "10", "none", ""),
        ("Evaluatie", ALL, "", "5", "none", ""),
    ]),
    "ten_steps": (120, True, [
        ("De situatie", INB, "", "5", "none", ""),
        ("Vragen formuleren in stilte", DLN, "", "10", "list", ""),
        ("Vragen waarderen", INB, "", "10", "rating", ""),
        ("Vragen beantwoorden", INB, "", "25", "none", ""),
        ("Laatste ronde vragen", DLN, "", "10", "list", ""),
        ("“Ik heb als probleem dat…”", DLN, "", "10", "text", "facilitator"),
        ("Formuleringen waarderen", INB, "", "10", "rating", ""),
        ("Eigen nieuwe formulering", INB, "", "10", "text", ""),
        ("Welke krachten houden het in stand?", ALL, "", "15", "list", ""),
        ("Wat gaat de casusinbrenger ermee doen?", INB, "", "15", "text", ""),
    ]),
    "five_steps": (60, True, [
        ("Vraagintroductie", INB, "", "5", "none", ""),
        ("Probleemverkenning", DLN, "", "20", "none", ""),
        ("De kern formuleren", DLN, "", "10", "text", ""),
        ("Adviesronde", DLN, "", "15", "list", ""),
        ("Evaluatie", ALL, "", "10", "none", ""),
    ]),
    "gossip": (60, False, [
        ("Vraagintroductie", INB, "", "5", "none", ""),
        ("Verkenning", DLN, "", "15", "list", ""),
        ("Roddelen", DLN, INB, "15", "none", ""),
        ("Reactie van de casusinbrenger", INB, "", "15", "none", ""),
        ("Evaluatie", ALL, "", "10*", "none", ""),
    ]),
    "balint": (90, True, [
        ("Casussen verzamelen", ALL, "", "5*", "list", ""),
        ("Interesse kweken", ALL, "", "5*", "none", ""),
        ("Probleemkeuze", ALL, "", "3*", "vote", ""),
        ("Procesbegeleider kiezen", ALL, "", "2*", "none", ""),
        ("Toelichten", INB, "", "10", "none", ""),
        ("Eerste associatie opschrijven", DLN, "", "5", "text", ""),
        ("Beeldvorming", DLN, "", "15*", "none", ""),
        ("Schriftelijk oordeel", DLN, "", "5*", "text", ""),
        ("Oordeelsvorming", DLN, INB, "20*", "none", ""),
        ("Besluitvorming", INB, "", "10*", "text", ""),
        ("Evaluatie", ALL, "", "10*", "none", ""),
    ]),
    "socratic": (60, True, [
        ("Toelichting", INB, "", "5*", "none", ""),
        ("Open vragen opschrijven", DLN, "", "5*", "list", ""),
        ("Vragen waarderen", INB, "", "5*", "rating", ""),
        ("Warme vragen beantwoorden", INB, "", "15*", "none", ""),
        ("De vraag opnieuw", INB, "", "5*", "text", ""),
        ("Krachten verkennen", f"{DLN} {INB}", "", "15*", "list", ""),
        ("De volgende stap", INB, "", "10*", "text", ""),
    ]),
    "appreciative": (60, False, [
        ("Succeservaring", INB, "", "15", "none", ""),
        ("Factoren", f"{DLN} {INB}", "", "20", "list", ""),
        ("Wat heeft hier écht gewerkt?", ALL, "", "15", "list", ""),
        ("Wat leren wij hiervan?", ALL, "", "10", "text", ""),
    ]),
    "clinic": (50, True, [
        ("Situatie en vraag", INB, "", "5", "none", ""),
        ("Demonstratie", INB, "", "10", "none", ""),
        ("Alternatieven", f"{DLN} {INB}", "", "15", "none", ""),
        ("Waardering", INB, "", "5", "none", ""),
        ("Oefenen", INB, "", "10", "none", ""),
        ("Evaluatie", ALL, "", "5", "none", ""),
    ]),
    "u_case_clinic": (60, False, [
        ("Rollen", ALL, "", "2", "none", ""),
        ("Intentie", INB, "", "15", "none", ""),
        ("Stilte", ALL, ALL, "3", "none", ""),
        ("Spiegelen", DLN, "", "10", "text", ""),
        ("Generatieve dialoog", ALL, "", "20", "none", ""),
        ("Afsluiting en erkenning", ALL, "", "8", "none", ""),
        ("Individueel noteren", ALL, ALL, "2", "none", ""),
    ]),
    "critical_friends": (50, False, [
        ("Dilemma en focusvraag", INB, "", "10", "none", ""),
        ("Verhelderende vragen", DLN, "", "5", "list", ""),
        ("Verdiepende vragen", f"{DLN} {INB}", "", "10", "list", ""),
        ("De groep bespreekt", DLN, INB, "15", "none", ""),
        ("De casusinbrenger reageert", INB, "", "5", "none", ""),
        ("Terugkijken op het proces", ALL, "", "5", "none", ""),
    ]),
    "moral_deliberation": (90, True, [
        ("Feiten", ALL, "", "10*", "none", ""),
        ("De morele vraag", ALL, "", "10*", "list", ""),
        ("Betrokkenen en perspectieven", ALL, "", "10*", "list", ""),
        ("Waarden en normen", ALL, "", "15*", "list", ""),
        ("Alternatieven", ALL, "", "10*", "list", ""),
        ("Individuele afweging", ALL, "", "5*", "text", "all"),
        ("Dialoog", ALL, "", "20*", "none", ""),
        ("Conclusie en afspraken", ALL, "", "10*", "list", ""),
    ]),
}  # fmt: skip
# What a step says must not happen, by method and number of the step.
RULES = {
    ("incident_short", 3): "Nog geen advies",
    ("incident_short", 4): "casusinbrenger reageert niet",
    ("incident_short", 5): "één advies",
    ("incident_hendriksen", 2): "nog niet wat je deed",
    ("incident_hendriksen", 3): "Ieder voor zich",
    ("incident_hendriksen", 4): "Alleen feiten",
    ("incident_hendriksen", 6): "tot iedereen klaar is",
    ("incident_hendriksen", 7): "Zonder discussie",
    ("ten_steps", 1): "geen oplossingen",
    ("ten_steps", 2): "Geen suggesties",
    ("ten_steps", 3): "geen antwoorden",
    ("ten_steps", 6): "ik-vorm",
    ("five_steps", 4): "Minstens één",
    ("gossip", 1): "nog niet hoe het afliep",
    ("gossip", 2): "hoogstens drie open vragen",
    ("gossip", 3): "zwijgt",
    ("balint", 2): "drie zinnen",
    ("balint", 5): "de beslissing nog niet",
    ("balint", 9): "reageert niet",
    ("socratic", 2): "Hoogstens drie",
    ("u_case_clinic", 2): "geen advies",
    ("u_case_clinic", 3): "Niemand praat",
    ("u_case_clinic", 5): "geen advies",
    ("critical_friends", 2): "Alleen feiten",
    ("critical_friends", 4): "zwijgt",
    ("moral_deliberation", 7): "niet eens",
}
MOST = {("gossip", 2): 3, ("socratic", 2): 3, ("balint", 1): 1}
# Which earlier step a step is about.
ABOUT = {
    "incident_short": {3: 2, 6: 5},
    "incident_hendriksen": {4: 3, 7: 6},
    "ten_steps": {3: 2, 4: 2, 7: 6, 8: 6},
    "balint": {2: 1, 3: 1, 7: 6, 9: 8},
    "socratic": {3: 2, 4: 2},
    "appreciative": {3: 2},
    "u_case_clinic": {5: 4},
    "moral_deliberation": {7: 6},
}


def as_row(step):
    minutes = f"{step.minutes}{'*' if step.proposed else ''}"
    return (said(step.title), " ".join(step.active), " ".join(step.silent), minutes, step.input, step.hidden)


@pytest.mark.parametrize("key", TABLE)
def test_built_in_method_has_the_steps_roles_and_minutes_of_the_table(key):
    plan = find_built_in(key)
    minutes, proposed, rows = TABLE[key]
    with translation.override("nl"):
        assert [as_row(step) for step in plan.steps if not step.optional] == rows
    assert (plan.minutes, plan.proposed) == (minutes, proposed)


def test_there_are_exactly_the_twelve_of_the_table_with_stable_keys():
    assert set(BUILT_IN) == set(TABLE)
    assert [plan.key for plan in built_in()] == list(BUILT_IN)
    assert len(BUILT_IN) == 12


def test_steps_say_their_rules_and_no_step_asks_for_more():
    with translation.override("nl"):
        rules = {
            (plan.key, number): said(step.rule) for plan in built_in() for number, step in enumerate(plan.steps, 1)
        }
    missing = [place for place, words in RULES.items() if words.lower() not in rules[place].lower()]
    assert missing == []
    most = {(plan.key, number): step.most for plan in built_in() for number, step in enumerate(plan.steps, 1)}
    assert {place: limit for place, limit in most.items() if limit} == MOST


def test_steps_are_about_the_lines_of_an_earlier_step_that_has_some():
    found = {
        plan.key: {number: step.about for number, step in enumerate(plan.steps, 1) if step.about}
        for plan in built_in()
    }
    assert {key: about for key, about in found.items() if about} == ABOUT
    for plan in built_in():
        for number, step in enumerate(plan.steps, 1):
            assert not step.about or (step.about < number and plan.steps[step.about - 1].input in ("text", "list"))
            assert step.about or step.input not in ("rating", "vote")


def test_only_the_ten_steps_have_a_switch_and_it_is_a_round_of_advice():
    with translation.override("nl"):
        switched = [(plan.key, said(step.title)) for plan in built_in() for step in plan.steps if step.optional]
    assert switched == [("ten_steps", "Adviesronde")]


def test_every_text_is_there_in_both_languages_and_every_word_is_known():
    for plan in built_in():
        texts = [plan.title, plan.about]
        for step in plan.steps:
            texts += [step.title, step.instruction, *filter(None, [step.rule, step.prompt]), *step.columns]
            assert {*step.active, *step.silent} <= set(Group)
            assert step.input in set(Input)
            assert step.hidden in set(Hidden)
            assert bool(step.prompt) == (step.input in ("text", "list")), (plan.key, step.title)
        assert all(set(text) == {"nl", "en"} and all(text.values()) for text in texts), plan.key


def test_prepared_plan_leaves_the_switch_out_and_keeps_what_steps_are_about():
    plain = find_built_in("ten_steps").prepared(60)
    assert len(plain.steps) == 10
    assert [step.about for step in plain.steps] == [0, 0, 2, 2, 0, 0, 6, 6, 0, 0]
    assert sum(step.minutes for step in plain.steps) == 60
    whole = find_built_in("ten_steps").prepared(130, with_options=True)
    assert [step.minutes for step in whole.steps] == [5, 10, 10, 25, 10, 10, 10, 10, 15, 10, 15]


def test_plan_comes_back_the_same_from_what_a_session_keeps():
    for plan in built_in():
        assert plan_of(plan.as_json()) == plan


@pytest.mark.parametrize(
    ("minutes", "available", "wanted"),
    [
        ([3, 5, 15, 10, 10, 7], 50, [3, 5, 15, 10, 10, 7]),
        ([3, 5, 15, 10, 10, 7], 25, [1, 2, 8, 5, 5, 4]),
        ([3, 5, 15, 10, 10, 7], 6, [1, 1, 1, 1, 1, 1]),
        ([1, 1, 1], 10, [4, 3, 3]),
        ([1, 59], 30, [1, 29]),
    ],
)
def test_time_is_divided_in_proportion(minutes, available, wanted):
    assert scaled(minutes, available) == wanted


@given(st.lists(st.integers(1, 60), min_size=1, max_size=15), st.integers(1, 300))
def test_time_is_divided_in_whole_minutes_that_sum_exactly_and_none_is_below_one(minutes, available):
    if available < len(minutes):
        with pytest.raises(TooShort):
            scaled(minutes, available)
        return
    shares = scaled(minutes, available)
    assert sum(shares) == available
    assert min(shares) >= 1
    # A longer step never gets less than a shorter one.
    assert all(a <= b for x, a in zip(minutes, shares) for y, b in zip(minutes, shares) if x < y)
