"""The rhythm: which level decides, and on which day a mail goes out."""

from datetime import date

import pytest

from leerkring.notifications.rhythm import Anchor, Choice, Level, Levels, Rule, after_breaks, all_rules, get_rule

BEFORE = Rule("tests_before", "before", "members", "hint", -7, "tests.before")
AFTER = Rule("tests_after", "after", "members", "hint", 14, "tests.after", waits=True)
DAY = date(2027, 7, 20)
OFF, ON = Choice(is_on=False), Choice(is_on=True)


def levels(programme=None, community=None, meeting=None, breaks=()):
    chosen = [(Level.PROGRAMME, programme), (Level.COMMUNITY, community), (Level.MEETING, meeting)]
    return Levels([(level, {BEFORE.name: choice} if choice else {}) for level, choice in chosen], breaks)


@pytest.mark.parametrize(
    ("chosen", "is_on", "by"),
    [
        ((), True, Level.PORTAL),
        ((OFF,), False, Level.PROGRAMME),
        ((OFF, ON), True, Level.COMMUNITY),
        ((ON, OFF), False, Level.COMMUNITY),
        ((OFF, ON, OFF), False, Level.MEETING),
        ((OFF, None, ON), True, Level.MEETING),
        ((OFF, Choice(days=3)), False, Level.PROGRAMME),
    ],
)
def test_nearest_level_that_says_something_decides(chosen, is_on, by):
    decision = levels(*chosen).decide(BEFORE)
    assert (decision.is_on, decision.on_by) == (is_on, by)


def test_each_field_is_decided_by_itself():
    decision = levels(Choice(is_on=False, days=10, line="Van ver"), Choice(line="Van dichtbij"), ON).decide(BEFORE)
    assert (decision.is_on, decision.days, decision.distance, decision.line) == (True, -10, 10, "Van dichtbij")
    assert (decision.on_by, decision.days_by, decision.line_by) == (Level.MEETING, Level.PROGRAMME, Level.COMMUNITY)


def test_nobody_wrote_a_line_and_nobody_decided_it():
    decision = levels().decide(BEFORE)
    assert (decision.line, decision.line_by) == ("", None)


@pytest.mark.parametrize(
    ("rule", "breaks", "day"),
    [
        (BEFORE, [], date(2027, 7, 13)),
        (AFTER, [], date(2027, 8, 3)),
        # What would come before is not said in a break, what comes after waits until it is over.
        (BEFORE, [(date(2027, 7, 13), date(2027, 7, 13))], None),
        (BEFORE, [(date(2027, 7, 14), date(2027, 8, 1))], date(2027, 7, 13)),
        (AFTER, [(date(2027, 8, 3), date(2027, 8, 22))], date(2027, 8, 23)),
        (AFTER, [(date(2027, 8, 23), date(2027, 8, 30)), (date(2027, 7, 10), date(2027, 8, 22))], date(2027, 8, 31)),
    ],
)
def test_break_is_silent(rule, breaks, day):
    plan = levels(breaks=breaks)
    assert plan.day_of(plan.decide(rule), DAY) == day


def test_what_is_off_has_no_day():
    plan = levels(OFF)
    assert plan.day_of(plan.decide(BEFORE), DAY) is None


def test_day_that_no_calendar_holds_is_no_day():
    plan = levels()
    assert plan.day_of(plan.decide(BEFORE), date(1, 1, 2)) is None


def test_breaks_that_touch_are_one():
    breaks = [(date(2027, 1, 1), date(2027, 1, 3)), (date(2027, 1, 4), date(2027, 1, 6))]
    assert after_breaks(date(2027, 1, 2), breaks) == date(2027, 1, 7)


def test_rules_come_in_the_order_of_their_days():
    days = [rule.days for rule in all_rules(Anchor.MEETING)]
    assert days == [-21, -14, -10, -7, -4, -2, 1, 2, 14, 30]
    assert {rule.longest for rule in all_rules() if rule.is_before} == {60}


def test_unknown_rule_is_an_error():
    with pytest.raises(LookupError):
        get_rule("tests_unknown")
