import pytest

from communities.phases import checklist


@pytest.mark.parametrize(
    ("days", "status", "is_done"),
    [(7, "planned", True), (-7, "planned", False), (7, "draft", False), (7, "cancelled", False)],
)
def test_planned_meeting_ticks_the_checklist_of_its_circle(days, status, is_done, community, cycle, make):
    make.meeting(cycle, days=days, status=status)
    states = {state.name: state.is_done for state in checklist(community, "explore")}
    assert states["meetings"] == is_done
