"""From meeting to use: what each reader sees of it, and who says what an outcome is built on."""

import pytest
from django.utils import timezone

from casework.actions.origin import set_origin
from casework.actions.trace import set_findings
from casework.models import Case, Finding, Outcome, OutcomeFinding, Uptake
from casework.shown.trace import trace_of

from .test_outcome import url


@pytest.fixture
def found(published, community, table, case, member):
    """The outcome is built on a finding of a table about the case of the member, and used once."""
    session = table()
    type(session).objects.filter(pk=session.pk).update(case=case)
    finding = Finding.objects.create(community=community, text="Bellen helpt", session=session, created_by=member)
    set_findings(published, [finding], offered=[finding], by=member)
    now = timezone.now()
    facts = {"state": "shown", "told_at": now, "decided_at": now}
    Uptake.objects.create(outcome=published, use="practice", story="Elke week", **facts)
    return finding


def labels(outcome, user):
    return {column.title: [node.label for node in column.nodes] for column in trace_of(outcome, user).columns}


def test_owner_of_the_case_sees_the_whole_way(found, published, member, meeting, all_agreed):
    seen = labels(published, member)

    assert seen == {
        "Bijeenkomsten": [str(meeting)],
        "Casussen": ["Kanarie titel"],
        "Bevindingen": ["Bellen helpt"],
        "Paper": [published.title],
        "Gebruik": ["Gebruikt in de praktijk, 1× verteld"],
    }


def test_member_who_reads_no_case_meets_it_without_its_words(found, published, host):
    Case.objects.update(grade="draft", status="submitted")

    assert labels(published, host)["Casussen"] == ["Een casus van de leerkring"]


def test_assignment_it_came_from_stands_below_the_rest_for_who_may_see_it(
    found, published, member, assignment, visitor
):
    set_origin(published, assignment, by=member)
    trace = trace_of(published, member)
    [column] = [each for each in trace.columns if each.title == "Opdracht"]

    assert [node.label for node in column.nodes] == ["Twaalf gesprekken"]
    others = [node.y for each in trace.columns if each is not column for node in each.nodes]
    assert max(others) < column.nodes[0].y < trace.height
    # The board of assignments is for who takes part.
    assert "Twaalf gesprekken" not in visitor.get(url("outcome_trace", published)).text


@pytest.mark.parametrize("who", ["outsider", "staff"])
def test_others_see_the_paper_and_its_use_alone(request, found, published, who):
    assert set(labels(published, request.getfixturevalue(who))) == {"Paper", "Gebruik"}


def test_page_for_visitors_holds_no_word_of_the_circle(visitor, found, published):
    page = visitor.get(url("outcome_trace", published))

    assert page.status_code == 200 and '<svg class="trace"' in page.text
    assert "Bellen helpt" not in page.text and "anarie" not in page.text


def test_lines_go_from_each_thing_to_the_next(found, published, member, all_agreed):
    trace = trace_of(published, member)

    assert len(trace.lines) == 4
    assert all(line.x1 < line.x2 and 0 < line.y1 < trace.height for line in trace.lines)


def test_author_ticks_findings_of_their_circle_and_no_other(as_user, found, published, member, community):
    other = Finding.objects.create(community=community, text="Ook dit")
    client = as_user(member)
    assert client.get(url("trace_change", published)).status_code == 200

    client.post(url("trace_change", published), {"findings": [other.pk], "sent": "1"})
    assert list(OutcomeFinding.objects.values_list("finding", flat=True)) == [other.pk]
    assert client.post(url("trace_change", published), {"findings": [987654], "sent": "1"}).status_code == 422


def test_ticking_twice_is_once_and_what_was_not_offered_stays(found, published, member, community):
    other = Finding.objects.create(community=community, text="Ook dit")
    for _twice in range(2):
        set_findings(published, [other], offered=[other], by=member)

    assert set(OutcomeFinding.objects.values_list("finding", flat=True)) == {found.pk, other.pk}


@pytest.mark.parametrize("who", ["host", "outsider", "staff"])
def test_others_do_not_say_what_it_is_built_on(request, as_user, found, published, who):
    assert as_user(request.getfixturevalue(who)).get(url("trace_change", published)).status_code == 404


def test_draft_is_hidden_from_others(as_user, outcome, outsider):
    assert as_user(outsider).get(url("outcome_trace", outcome)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_trace_asks_the_same_number_of_questions(
    as_user, found, published, member, community, number, django_assert_max_num_queries
):
    for each in range(number):
        finding = Finding.objects.create(community=community, text=f"Nog {each}", session=found.session)
        OutcomeFinding.objects.create(outcome=Outcome.objects.get(), finding=finding)
    client = as_user(member)
    client.get(url("outcome_trace", published))

    with django_assert_max_num_queries(10):
        client.get(url("outcome_trace", published))
