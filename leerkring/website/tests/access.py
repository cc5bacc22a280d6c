"""Who may GET and POST which address: the table behind ``test_access.py``.

A row holds for one running circle, its people, and what they made in it (``world`` in the test). ``None`` for a method
means that the address has no such method: it answers 405, or looks missing. Where a role is not named, a visitor is
asked to log in or finds nothing, and anybody else finds nothing.
"""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

VISITOR, OUTSIDER, FORMER, MEMBER = "visitor", "outsider", "former_member", "member"
HOST, COORDINATOR, AUTHOR, STAFF = "host", "coordinator", "author", "staff"
ROLES = (VISITOR, OUTSIDER, FORMER, MEMBER, HOST, COORDINATOR, AUTHOR, STAFF)

EVERYBODY = frozenset(ROLES)
PEOPLE = EVERYBODY - {VISITOR}
INSIDE = frozenset({MEMBER, HOST, COORDINATOR, AUTHOR})
COORDINATORS = frozenset({COORDINATOR})
OWNER = frozenset({AUTHOR})
WRITERS = frozenset({AUTHOR, COORDINATOR})
PROMISED = frozenset({AUTHOR, HOST, COORDINATOR})
FOLLOWERS = frozenset({OUTSIDER})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """One address: who may read and who may act. ``of`` names what of the world its address is made of."""

    get: frozenset[str] | None
    post: frozenset[str] | None
    of: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)

    def allowed(self, method: str) -> frozenset[str] | None:
        """Return who may use this method; None when there is no such method."""
        return self.get if method == "get" else self.post

    @property
    def strictest(self) -> str:
        """The method that lets in the fewest."""
        sizes = {method: len(roles) for method in ("get", "post") if (roles := self.allowed(method)) is not None}
        return min(sizes, key=lambda method: sizes[method])


CIRCLE = {"slug": "circle"}
DRAFT_CIRCLE = {"slug": "draft_circle"}
MEETING = {"pk": "meeting"}
HARVESTED, REPORTED = {"pk": "harvested"}, {"pk": "reported"}
RUNNING, SIGNED = {"pk": "running"}, {"pk": "signed"}
ITEM = {"pk": "meeting", "item_pk": "item"}
CYCLE = {"pk": "cycle"}
POLL = {"pk": "meeting", "poll_pk": "date_poll"}
ACTION, NEWS = {"pk": "action_item"}, {"pk": "meeting", "news_pk": "news"}
GUEST, GUEST_LINK = {"pk": "meeting", "guest_pk": "guest"}, {"token": "guest_token"}
EVENT, DRAFT_EVENT = {"slug": "event"}, {"slug": "draft_event"}
REGISTRATION_LINK = {"token": "registration_token"}
ORGANISATION = {"organisation_slug": "organisation"}
PAPER, DRAFT_PAPER = {"slug": "paper"}, {"slug": "draft_paper"}
VERSION = {"slug": "paper", "number": "version"}
INVITATION = {"slug": "circle", "pk": "invitation"}

CONTACT = {"slug": "circle", "pk": "contact_person"}
COMMITMENT = {"slug": "circle", "pk": "commitment"}
RECOGNITION = {"slug": "circle", "pk": "recognition"}
PROGRAMME = {"programme_slug": "programme"}
DRAFT_PROGRAMME = {"programme_slug": "draft_programme"}

PAGES = {
    # The portal
    "home": Page(EVERYBODY, None),
    "about": Page(EVERYBODY, None),
    "privacy": Page(EVERYBODY, None),
    "accessibility": Page(EVERYBODY, None),
    "robots": Page(EVERYBODY, None),
    "favicon": Page(EVERYBODY, None),
    "security": Page(EVERYBODY, None),
    "search": Page(EVERYBODY, None),
    "dashboard": Page(PEOPLE, None),
    "set_language": Page(EVERYBODY, EVERYBODY),
    "files:file_detail": Page(INSIDE, None, {"pk": "file"}),
    # Circles
    "communities:community_list": Page(EVERYBODY, EVERYBODY),
    "communities:community_create": Page(PEOPLE, PEOPLE),
    "communities:community_detail": Page(EVERYBODY, EVERYBODY, CIRCLE),
    "communities:community_manage": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:phase_detail": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:phase_tick": Page(None, COORDINATORS, CIRCLE, {"point": "agreements", "is_done": "on"}),
    "communities:phase_move": Page(None, COORDINATORS, CIRCLE, {"phase": "develop"}),
    "communities:module_list": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:community_rename": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:community_copy": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:handover_create": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:handover_answer": Page(OWNER, OWNER, {"slug": "circle", "pk": "handover"}),
    "communities:handover_withdraw": Page(None, COORDINATORS, {"slug": "circle", "pk": "handover"}),
    "communities:community_close": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:community_reopen": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:community_archive": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:community_unarchive": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:community_setup": Page(COORDINATORS, COORDINATORS, DRAFT_CIRCLE),
    "communities:invitation_setup": Page(COORDINATORS, COORDINATORS, DRAFT_CIRCLE),
    "communities:community_discard": Page(COORDINATORS, COORDINATORS, DRAFT_CIRCLE),
    "setup_check": Page(COORDINATORS, COORDINATORS, DRAFT_CIRCLE),
    "communities:member_list": Page(INSIDE, INSIDE, CIRCLE),
    "communities:member_remove": Page(COORDINATORS, COORDINATORS, {"slug": "circle", "pk": "membership"}),
    "communities:member_change": Page(COORDINATORS, COORDINATORS, {"slug": "circle", "pk": "membership"}),
    "communities:member_bulk": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:member_export": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:member_own": Page(INSIDE, INSIDE, CIRCLE),
    "communities:community_leave": Page(INSIDE, INSIDE, CIRCLE),
    # The outsider has asked to join.
    "communities:join_request": Page(EVERYBODY, EVERYBODY, CIRCLE),
    "communities:join_request_withdraw": Page(frozenset({OUTSIDER}), frozenset({OUTSIDER}), CIRCLE),
    "communities:join_request_list": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:join_request_answer": Page(COORDINATORS, COORDINATORS, {"slug": "circle", "pk": "join_request"}),
    "communities:join_link_list": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:join_link_detail": Page(COORDINATORS, COORDINATORS, {"slug": "circle", "pk": "join_link"}),
    "communities:join_link_close": Page(COORDINATORS, COORDINATORS, {"slug": "circle", "pk": "join_link"}),
    # Whoever holds an open link; the token is the key.
    "communities:join_link": Page(EVERYBODY, EVERYBODY, {"token": "join_token"}),
    # Somebody's page: here for who shares a circle, as nothing on it is for others.
    "communities:profile_detail": Page(INSIDE, INSIDE, {"user_pk": "person"}),
    "communities:profile_change": Page(PEOPLE, PEOPLE),
    "communities:profile_preview": Page(PEOPLE, PEOPLE),
    "communities:invitation_list": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:invitation_create": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:invitation_resend": Page(None, COORDINATORS, INVITATION),
    "communities:invitation_revoke": Page(COORDINATORS, COORDINATORS, INVITATION),
    "communities:invitation_correct": Page(COORDINATORS, COORDINATORS, INVITATION),
    "communities:invitation_resend_all": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:invitation_claim_answer": Page(None, COORDINATORS, INVITATION),
    # A list is its sender's alone.
    "communities:import_detail": Page(COORDINATORS, None, {"pk": "import_job"}),
    "communities:import_choose": Page(None, COORDINATORS, {"pk": "import_job"}),
    "communities:import_cancel": Page(COORDINATORS, COORDINATORS, {"pk": "import_job"}),
    "communities:import_wrong": Page(COORDINATORS, None, {"pk": "import_job"}),
    # Whoever holds the link; the token is the key, and POST asks for the invited address.
    "communities:invitation_answer": Page(EVERYBODY, EVERYBODY, {"token": "invitation_token"}),
    "communities:invitation_decline": Page(EVERYBODY, EVERYBODY, {"token": "invitation_token"}),
    "communities:invitation_opened": Page(None, EVERYBODY, {"token": "invitation_token"}),
    "communities:invitation_claim": Page(EVERYBODY, EVERYBODY, {"token": "invitation_token"}),
    # The page of a circle
    "communities:about_change": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:contact_message_create": Page(EVERYBODY, EVERYBODY, CIRCLE),
    "communities:contact_message_sent": Page(EVERYBODY, EVERYBODY, CIRCLE),
    "communities:contact_person_list": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:contact_person_create": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:contact_person_change": Page(COORDINATORS, COORDINATORS, CONTACT),
    "communities:contact_person_move": Page(None, COORDINATORS, CONTACT),
    "communities:contact_person_remove": Page(COORDINATORS, COORDINATORS, CONTACT),
    "communities:commitment_list": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:commitment_create": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:commitment_change": Page(COORDINATORS, COORDINATORS, COMMITMENT),
    "communities:commitment_remove": Page(COORDINATORS, COORDINATORS, COMMITMENT),
    "communities:recognition_list": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:recognition_create": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "communities:recognition_change": Page(COORDINATORS, COORDINATORS, RECOGNITION),
    "communities:recognition_remove": Page(COORDINATORS, COORDINATORS, RECOGNITION),
    "communities:follow_create": Page(PEOPLE, PEOPLE, CIRCLE),
    "communities:follow_remove": Page(FOLLOWERS, FOLLOWERS, CIRCLE),
    "communities:sheet_detail": Page(EVERYBODY, None, CIRCLE),
    "communities:sheet_poster": Page(EVERYBODY, None, CIRCLE),
    "communities:sheet_join_poster": Page(COORDINATORS, None, {"slug": "circle", "pk": "join_link"}),
    # Programmes; the circle's coordinator coordinates its programme too
    "communities:organisation_list": Page(EVERYBODY, None),
    "communities:organisation_create": Page(COORDINATORS, COORDINATORS),
    "communities:organisation_sheet": Page(COORDINATORS, None),
    "communities:organisation_import": Page(COORDINATORS, COORDINATORS),
    "communities:organisation_detail": Page(EVERYBODY, None, ORGANISATION),
    "communities:organisation_change": Page(COORDINATORS, COORDINATORS, ORGANISATION),
    "communities:organisation_logo": Page(None, COORDINATORS, ORGANISATION),
    "communities:logo_remove": Page(None, COORDINATORS, ORGANISATION),
    "communities:organisation_delete": Page(COORDINATORS, COORDINATORS, ORGANISATION),
    "communities:organisation_merge": Page(COORDINATORS, COORDINATORS, ORGANISATION),
    "communities:programme_list": Page(EVERYBODY, EVERYBODY),
    "communities:programme_create": Page(PEOPLE, PEOPLE),
    "communities:programme_detail": Page(EVERYBODY, EVERYBODY, PROGRAMME),
    "communities:team_answer": Page(EVERYBODY, EVERYBODY, {"token": "team_token"}),
    "communities:team_decline": Page(EVERYBODY, EVERYBODY, {"token": "team_token"}),
    "communities:programme_desk": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:programme_change": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:programme_withdraw": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:block_list": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:block_create": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:link_list": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:programme_infographic": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:infographic_remove": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:programme_areas": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:theme_list": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:theme_create": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:cohort_list": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:partner_list": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:team_list": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:programme_recognition_list": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:programme_recognition_create": Page(COORDINATORS, COORDINATORS, PROGRAMME),
    "communities:programme_publish": Page(None, COORDINATORS, PROGRAMME),
    "communities:programme_discard": Page(COORDINATORS, COORDINATORS, DRAFT_PROGRAMME),
    "communities:block_change": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "block"}),
    "communities:block_move": Page(None, COORDINATORS, PROGRAMME | {"pk": "block"}),
    "communities:block_remove": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "block"}),
    "communities:link_change": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "link"}),
    "communities:link_remove": Page(None, COORDINATORS, PROGRAMME | {"pk": "link"}),
    "communities:programme_area_remove": Page(None, COORDINATORS, PROGRAMME | {"pk": "area"}),
    "communities:theme_change": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "theme"}),
    "communities:theme_archive": Page(None, COORDINATORS, PROGRAMME | {"pk": "theme"}),
    "communities:theme_remove": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "theme"}),
    "communities:cohort_change": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "cohort"}),
    "communities:cohort_remove": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "cohort"}),
    "communities:partner_change": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "partner"}),
    "communities:partner_remove": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "partner"}),
    "communities:team_remove": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "team_member"}),
    "communities:team_resend": Page(None, COORDINATORS, PROGRAMME | {"pk": "team_invitation"}),
    "communities:team_revoke": Page(None, COORDINATORS, PROGRAMME | {"pk": "team_invitation"}),
    "communities:programme_recognition_change": Page(
        COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "programme_recognition"}
    ),
    "communities:programme_recognition_remove": Page(
        COORDINATORS, COORDINATORS, PROGRAMME | {"pk": "programme_recognition"}
    ),
    # Meetings
    "meetings:agenda": Page(PEOPLE, PEOPLE),
    "meetings:community_agenda": Page(INSIDE, INSIDE, CIRCLE),
    "meetings:community_timeline": Page(EVERYBODY, EVERYBODY, CIRCLE),
    "meetings:cycle_setup": Page(COORDINATORS, COORDINATORS, DRAFT_CIRCLE),
    "meetings:answer_by_mail": Page(EVERYBODY, EVERYBODY, {"token": "answer_token"}),
    "meetings:meeting_detail": Page(INSIDE, INSIDE, MEETING),
    # A GET leads to the page of the meeting, which has its own rule.
    "meetings:answer": Page(PEOPLE, INSIDE, MEETING, {"answer": "yes"}),
    "meetings:answer_for": Page(COORDINATORS, COORDINATORS, MEETING),
    "meetings:capacity_change": Page(COORDINATORS, COORDINATORS, MEETING),
    "meetings:meeting_ics": Page(INSIDE, INSIDE, MEETING),
    "meetings:meeting_change": Page(COORDINATORS, COORDINATORS, MEETING),
    # Without a number of days in the address there is nothing to ask: it leads to the meeting.
    "meetings:meeting_shift": Page(COORDINATORS, COORDINATORS, MEETING),
    # A question is open already: the page to start one leads there.
    "meetings:poll_create": Page(COORDINATORS, COORDINATORS, MEETING),
    "meetings:poll_detail": Page(INSIDE, INSIDE, POLL),
    "meetings:poll_close": Page(COORDINATORS, COORDINATORS, POLL),
    "meetings:poll_by_mail": Page(EVERYBODY, EVERYBODY, {"token": "poll_token"}),
    "meetings:meeting_cancel": Page(COORDINATORS, COORDINATORS, MEETING),
    "meetings:programme_change": Page(COORDINATORS, COORDINATORS, MEETING),
    "meetings:programme_template": Page(None, COORDINATORS, MEETING),
    "meetings:programme_order": Page(None, COORDINATORS, MEETING),
    "meetings:programme_publish": Page(COORDINATORS, COORDINATORS, MEETING),
    # The item is the host's.
    "meetings:item_change": Page(COORDINATORS | {HOST}, COORDINATORS | {HOST}, ITEM),
    "meetings:item_remove": Page(COORDINATORS, COORDINATORS, ITEM),
    "meetings:action_item_list": Page(INSIDE, INSIDE, CIRCLE),
    "meetings:meeting_actions": Page(INSIDE, INSIDE, MEETING),
    # The item is the author's, who wrote it down for the host.
    "meetings:action_item_change": Page(PROMISED, PROMISED, ACTION),
    "meetings:action_item_close": Page(PROMISED, PROMISED, ACTION),
    "meetings:action_item_reopen": Page(None, PROMISED, ACTION),
    "meetings:news_list": Page(INSIDE, INSIDE, MEETING),
    "meetings:news_change": Page(OWNER, OWNER, NEWS),
    "meetings:news_move": Page(None, COORDINATORS, NEWS),
    "meetings:news_remove": Page(WRITERS, WRITERS, NEWS),
    # Somebody's own; the address itself is for whoever holds it.
    "meetings:feed_list": Page(PEOPLE, PEOPLE),
    "meetings:feed_renew": Page(OWNER, OWNER, {"pk": "feed"}),
    "meetings:feed_revoke": Page(OWNER, OWNER, {"pk": "feed"}),
    "meetings:feed": Page(EVERYBODY, None, {"token": "feed_token"}),
    "meetings:cycle_detail": Page(INSIDE, INSIDE, CYCLE),
    "meetings:cycle_change": Page(COORDINATORS, COORDINATORS, CYCLE),
    # Of a cycle without drafts a GET leads to its page.
    "meetings:cycle_dates": Page(COORDINATORS, COORDINATORS, CYCLE),
    "meetings:cycle_hosts": Page(COORDINATORS, COORDINATORS, CYCLE),
    "meetings:swap_offer": Page(COORDINATORS | {HOST}, COORDINATORS | {HOST}, MEETING),
    "meetings:swap_detail": Page(COORDINATORS | {HOST}, COORDINATORS | {HOST}, MEETING | {"swap_pk": "host_swap"}),
    "meetings:cycle_copy": Page(None, COORDINATORS, CYCLE),
    "meetings:cycle_plan": Page(None, COORDINATORS, CYCLE),
    "meetings:cycle_discard": Page(COORDINATORS, COORDINATORS, CYCLE),
    "meetings:guest_list": Page(COORDINATORS, COORDINATORS, MEETING),
    "meetings:guest_change": Page(COORDINATORS, COORDINATORS, GUEST),
    "meetings:guest_resend": Page(None, COORDINATORS, GUEST),
    "meetings:guest_withdraw": Page(COORDINATORS, COORDINATORS, GUEST),
    "meetings:guest_file_tidy": Page(None, COORDINATORS, GUEST | {"file": "guest_file"}),
    # Whoever holds the link of a guest, who has no account
    "meetings:guest_visit": Page(EVERYBODY, None, GUEST_LINK),
    "meetings:guest_answer": Page(None, EVERYBODY, GUEST_LINK, {"answer": "no"}),
    "meetings:guest_tell": Page(None, EVERYBODY, GUEST_LINK),
    "meetings:guest_item": Page(EVERYBODY, EVERYBODY, GUEST_LINK | {"item_pk": "guest_item"}),
    "meetings:guest_file_add": Page(None, EVERYBODY, GUEST_LINK),
    "meetings:guest_file": Page(EVERYBODY, None, GUEST_LINK | {"file": "guest_file"}),
    "meetings:guest_file_remove": Page(None, EVERYBODY, GUEST_LINK | {"file": "guest_file"}),
    # Events: public, and kept by the coordinators of their circle or programme
    "meetings:event_list": Page(EVERYBODY, None),
    "meetings:event_feed_ics": Page(EVERYBODY, None),
    "meetings:event_feed_atom": Page(EVERYBODY, None),
    "meetings:circle_events": Page(EVERYBODY, None, CIRCLE),
    "meetings:programme_events": Page(EVERYBODY, None, PROGRAMME),
    "meetings:circle_event_start": Page(COORDINATORS, None, CIRCLE),
    "meetings:circle_event_create": Page(COORDINATORS, COORDINATORS, CIRCLE | {"kind": "event_kind"}),
    "meetings:programme_event_start": Page(COORDINATORS, None, PROGRAMME),
    "meetings:programme_event_create": Page(COORDINATORS, COORDINATORS, PROGRAMME | {"kind": "event_kind"}),
    "meetings:event_detail": Page(EVERYBODY, None, EVENT),
    "meetings:event_ics": Page(EVERYBODY, None, EVENT),
    "meetings:registration_create": Page(EVERYBODY, EVERYBODY, EVENT),
    "meetings:registration_sent": Page(EVERYBODY, None, EVENT),
    "meetings:registration_own_cancel": Page(None, OWNER, EVENT),
    "meetings:event_change": Page(COORDINATORS, COORDINATORS, EVENT),
    "meetings:event_publish": Page(None, COORDINATORS, DRAFT_EVENT),
    "meetings:event_cancel": Page(COORDINATORS, COORDINATORS, EVENT),
    "meetings:event_discard": Page(COORDINATORS, COORDINATORS, DRAFT_EVENT),
    "meetings:part_list": Page(COORDINATORS, COORDINATORS, EVENT),
    "meetings:part_change": Page(COORDINATORS, COORDINATORS, EVENT | {"pk": "event_part"}),
    "meetings:part_move": Page(None, COORDINATORS, EVENT | {"pk": "event_part"}),
    "meetings:part_remove": Page(None, COORDINATORS, EVENT | {"pk": "event_part"}),
    "meetings:event_files": Page(COORDINATORS, COORDINATORS, EVENT),
    "meetings:event_file_move": Page(None, COORDINATORS, EVENT | {"pk": "event_file"}),
    "meetings:event_file_remove": Page(COORDINATORS, COORDINATORS, EVENT | {"pk": "event_file"}),
    "meetings:registration_list": Page(COORDINATORS, COORDINATORS, EVENT),
    "meetings:registration_export": Page(COORDINATORS, None, EVENT),
    "meetings:registration_remove": Page(COORDINATORS, COORDINATORS, EVENT | {"pk": "registration"}),
    # Whoever holds the link of who signed up
    "meetings:registration_detail": Page(EVERYBODY, None, REGISTRATION_LINK),
    "meetings:registration_confirm": Page(None, EVERYBODY, REGISTRATION_LINK),
    "meetings:registration_cancel": Page(EVERYBODY, EVERYBODY, REGISTRATION_LINK),
    # The harvest of a meeting that is over, of which the author added one of each; another has an approved report.
    "meetings:harvest": Page(INSIDE, INSIDE, HARVESTED),
    "meetings:note_day": Page(INSIDE, INSIDE, HARVESTED),
    "meetings:note_item": Page(INSIDE, INSIDE, HARVESTED | {"item_pk": "harvest_item"}),
    "meetings:note_change": Page(INSIDE, INSIDE, HARVESTED | {"note_pk": "note"}),
    "meetings:insight_change": Page(WRITERS, WRITERS, HARVESTED | {"insight_pk": "insight"}),
    "meetings:insight_remove": Page(WRITERS, WRITERS, HARVESTED | {"insight_pk": "insight"}),
    "meetings:photo_add": Page(INSIDE, INSIDE, HARVESTED),
    "meetings:photo_change": Page(WRITERS, WRITERS, HARVESTED | {"photo_pk": "photo"}),
    "meetings:photo_remove": Page(WRITERS, WRITERS, HARVESTED | {"photo_pk": "photo"}),
    "meetings:value_write": Page(INSIDE, INSIDE, HARVESTED),
    "meetings:value_code": Page(COORDINATORS, None, HARVESTED),
    "meetings:value_remove": Page(WRITERS, WRITERS, HARVESTED | {"moment_pk": "value_moment"}),
    # Whoever holds the code of the day, who has no account
    "meetings:value_by_code": Page(EVERYBODY, EVERYBODY, {"token": "value_token"}),
    "meetings:value_thanks": Page(EVERYBODY, None, {"token": "value_token"}),
    "meetings:report_detail": Page(INSIDE, None, REPORTED),
    "meetings:report_as_pdf": Page(INSIDE, None, REPORTED),
    "meetings:report_as_docx": Page(INSIDE, None, REPORTED),
    "meetings:report_change": Page(COORDINATORS, COORDINATORS, HARVESTED),
    "meetings:report_approve": Page(COORDINATORS, COORDINATORS, HARVESTED),
    "meetings:report_reopen": Page(COORDINATORS, COORDINATORS, REPORTED),
    "meetings:summary_detail": Page(EVERYBODY, None, REPORTED),
    "meetings:summary_ask": Page(None, INSIDE, HARVESTED),
    "meetings:summary_change": Page(COORDINATORS, COORDINATORS, HARVESTED),
    "meetings:summary_withdraw": Page(COORDINATORS, COORDINATORS, REPORTED),
    # Receiving a circle
    "meetings:host_kit": Page(COORDINATORS | {HOST}, None, MEETING),
    "meetings:host_task_tick": Page(None, COORDINATORS | {HOST}, MEETING, {"task": "room", "is_done": "1"}),
    "meetings:host_badges": Page(COORDINATORS | {HOST}, None, MEETING),
    "meetings:host_attendance_list": Page(COORDINATORS | {HOST}, None, MEETING),
    # Who is there: on a meeting that goes on, and on one whose list is signed
    "meetings:presence_mine": Page(INSIDE, INSIDE, SIGNED),
    "meetings:presence_wall": Page(COORDINATORS, None, RUNNING),
    "meetings:presence_list": Page(COORDINATORS, COORDINATORS, RUNNING),
    "meetings:presence_walk_in": Page(None, COORDINATORS, RUNNING, {"name": "Henk"}),
    "meetings:presence_sign": Page(COORDINATORS, COORDINATORS, RUNNING),
    "meetings:presence_export": Page(COORDINATORS, None, SIGNED),
    "meetings:presence_log": Page(COORDINATORS, None, SIGNED),
    "meetings:presence_correct": Page(COORDINATORS, COORDINATORS, SIGNED | {"key": "presence_key"}),
    # Cases: never for operators
    "casework:case_list": Page(INSIDE, INSIDE, CIRCLE),
    "casework:case_create": Page(INSIDE, INSIDE, CIRCLE),
    "casework:case_detail": Page(INSIDE, INSIDE, {"pk": "case"}),
    "casework:case_change": Page(OWNER, OWNER, {"pk": "draft_case"}),
    "casework:case_withdraw": Page(OWNER, OWNER, {"pk": "case"}),
    "casework:case_reopen": Page(OWNER, OWNER, {"pk": "case"}),
    "casework:case_discuss": Page(COORDINATORS, COORDINATORS, {"pk": "case"}),
    "casework:meeting_cases": Page(INSIDE, INSIDE, MEETING),
    "casework:case_place": Page(None, COORDINATORS, {"pk": "meeting", "case_pk": "case"}),
    "casework:case_report": Page(INSIDE, INSIDE, {"pk": "case"}),
    "casework:case_delete": Page(OWNER, OWNER, {"pk": "draft_case"}),
    # Reflections: shared here with the member and nobody else
    "casework:reflection_list": Page(PEOPLE, PEOPLE),
    "casework:reflection_create": Page(INSIDE, INSIDE, CIRCLE),
    "casework:reflection_detail": Page(OWNER | {MEMBER}, OWNER | {MEMBER}, {"pk": "reflection"}),
    "casework:reflection_change": Page(OWNER, OWNER, {"pk": "reflection"}),
    "casework:reflection_share": Page(None, OWNER, {"pk": "reflection"}),
    "casework:reflection_revoke": Page(None, OWNER, {"pk": "reflection", "share": "share"}),
    "casework:reflection_delete": Page(OWNER, OWNER, {"pk": "reflection"}),
    # Outcomes
    "casework:outcome_list": Page(EVERYBODY, EVERYBODY),
    "casework:community_outcomes": Page(EVERYBODY, EVERYBODY, CIRCLE),
    "casework:community_latest": Page(EVERYBODY, EVERYBODY, CIRCLE),
    "casework:outcome_create": Page(INSIDE, INSIDE, CIRCLE),
    "casework:outcome_detail": Page(EVERYBODY, EVERYBODY, PAPER),
    "casework:outcome_working": Page(WRITERS, WRITERS, PAPER),
    "casework:outcome_change": Page(WRITERS, WRITERS, DRAFT_PAPER),
    "casework:outcome_publish": Page(WRITERS, WRITERS, DRAFT_PAPER),
    "casework:outcome_delete": Page(WRITERS, WRITERS, DRAFT_PAPER),
    "casework:version_detail": Page(EVERYBODY, EVERYBODY, VERSION),
    "casework:version_pdf": Page(EVERYBODY, EVERYBODY, VERSION),
    # What people receive
    "notifications:settings": Page(PEOPLE, PEOPLE),
    "notifications:unsubscribe": Page(EVERYBODY, EVERYBODY, {"token": "unsubscribe_token"}),
    # Somebody's own account
    "accounts:profile": Page(PEOPLE, PEOPLE),
    "accounts:photo_remove": Page(None, PEOPLE),
}

# Partials say nothing to who may see nothing: 200 and empty.
EMPTY_WHEN_HIDDEN = {"meetings:community_next": Page(INSIDE, None, CIRCLE)}

# Pages that machines and developers ask for; closed by a setting, for everybody alike.
CLOSED_BY_SETTING = {
    "dev_design",
    "notifications:inbound",
    "notifications:kept_mail_list",
    "notifications:kept_mail",
    "notifications:kept_mail_html",
    "notifications:kept_mail_attachment",
}
FOR_MACHINES = {"health"}

# allauth's pages. Who is logged in and who is not see the same address do different things; what matters is that a
# visitor never gets into the second set, and that nobody meets an error.
SIGN_IN = {
    "account_login",
    "accounts:login_password",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_login_webauthn",
    "mfa_authenticate",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "socialaccount_signup",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "openid_connect_login",
    "openid_connect_callback",
}
OWN_ACCOUNT = {
    "accounts:confirm_identity",
    "account_logout",
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "socialaccount_connections",
}
# The administration: operators with a second factor only, whatever the page.
ADMINISTRATION = "beheer/"


def address(name: str, world: Any) -> str:
    """Return where this page stands, made of things of the world."""
    return reverse(name, kwargs={part: getattr(world, thing) for part, thing in PAGES[name].of.items()})


def reader_of(page: Page) -> str:
    """Return who sees the most on this page."""
    return next(role for role in (COORDINATOR, AUTHOR, VISITOR, OUTSIDER) if role in (page.get or NOBODY))
