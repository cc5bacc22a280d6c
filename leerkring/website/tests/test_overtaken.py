"""Two people at one form: each form that shows what is stored carries the version it began with (rule 32).

What happens when somebody else saved in between stands with each form's own tests; here none is forgotten.
"""

import pytest

from .access import PAGES, address, reader_of
from .test_bad_input import FORMS, fields_of

pytestmark = pytest.mark.once

# What carries the version of a row: ``edit`` counts the changes of a round, ``number`` those of an agreement.
VERSIONS = {"version", "edit", "number"}
# Filled in beforehand, and no text that two people write.
ONE_PERSON = {
    "accounts:profile",
    "communities:contact_message_create",
    "communities:join_request_answer",
    "communities:proposal_create",
    "meetings:registration_create",
}
CHOICES = {
    "casework:case_grade",
    "casework:method_create",
    "casework:record_close",
    "casework:retention_change",
    "casework:round_invite",
    "casework:session_start",
    "communities:community_copy",
    "communities:invitation_create",
    "communities:invitation_setup",
    "communities:join_link_list",
    "communities:team_list",
    "meetings:action_item_close",
    "meetings:feed_list",
    "meetings:guest_list",
    "meetings:news_list",
    "meetings:programme_change",
    "notifications:mute_settings",
}
# Proposed by the portal, and stored nowhere yet.
PROPOSED = {"meetings:cycle_setup", "communities:invitation_correct"}


def shows_what_is_stored(browser, path) -> set[str]:
    """Return the fields of forms on a page that are filled in and carry no version."""
    found: set[str] = set()
    for fields, _days in fields_of(browser, path):
        names = {name for name, value in fields.items() if (value or "").strip()} - {
            "csrfmiddlewaretoken",
            "confirmed",
            "stamp",
            "page",
        }
        if not any(name.rpartition("-")[2] in VERSIONS for name in fields):
            found |= names
    return found


@pytest.mark.promise(12)
def test_each_form_that_shows_what_is_stored_carries_its_version(world, figure):
    figure(f"{len(FORMS)} pages with forms, {len(ONE_PERSON | CHOICES | PROPOSED)} of them without a text to lose")
    found = {}
    for name in FORMS:
        browser, path = world.browsers[reader_of(PAGES[name])], address(name, world)
        if names := shows_what_is_stored(browser, path):
            found[name] = sorted(names)
    assert found.keys() == ONE_PERSON | CHOICES | PROPOSED
