"""Meetings, events, and what is made at them."""

from .roles import (
    CIRCLE,
    COORDINATORS,
    DRAFT_CIRCLE,
    EVERYBODY,
    HOST,
    INSIDE,
    MEETING,
    MEMBER,
    OWNER,
    PEOPLE,
    PROGRAMME,
    PROMISED,
    WRITERS,
    Page,
)

HARVESTED = {"pk": "harvested"}
REPORTED = {"pk": "reported"}
RUNNING = {"pk": "running"}
SIGNED = {"pk": "signed"}
ITEM = {"pk": "meeting", "item_pk": "item"}
CYCLE = {"pk": "cycle"}
POLL = {"pk": "meeting", "poll_pk": "date_poll"}
ACTION = {"pk": "action_item"}
NEWS = {"pk": "meeting", "news_pk": "news"}
GUEST = {"pk": "meeting", "guest_pk": "guest"}
GUEST_LINK = {"token": "guest_token"}
EVENT = {"slug": "event"}
DRAFT_EVENT = {"slug": "draft_event"}
CERTIFICATE, BATCH = {"pk": "certificate"}, {"pk": "certificate_batch"}
HOLDER = frozenset({MEMBER})
REGISTRATION_LINK = {"token": "registration_token"}

PAGES = {
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
    "meetings:ledger_list": Page(COORDINATORS, None, MEETING),
    "meetings:capacity_change": Page(COORDINATORS, COORDINATORS, MEETING),
    "meetings:meeting_kept": Page(INSIDE, None, MEETING),
    "meetings:meeting_ics": Page(INSIDE, INSIDE, MEETING),
    "meetings:rhythm_change": Page(COORDINATORS, COORDINATORS, MEETING),
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
    # Certificates: the member's own, those that a coordinator hands out, and what anybody checks
    "meetings:certificate_list": Page(PEOPLE, None),
    "meetings:hours_export": Page(PEOPLE, None),
    "meetings:hours_total": Page(PEOPLE, None),
    "meetings:certificate_choices": Page(None, PEOPLE),
    "meetings:certificate_create": Page(None, HOLDER, {"presence_pk": "own_presence"}),
    "meetings:certificate_pdf": Page(HOLDER | COORDINATORS, None, CERTIFICATE),
    "meetings:certificate_renew": Page(None, HOLDER, CERTIFICATE),
    "meetings:meeting_certificates": Page(COORDINATORS, COORDINATORS, SIGNED),
    "meetings:cycle_certificates": Page(COORDINATORS, COORDINATORS, CYCLE),
    "meetings:certificate_batch": Page(COORDINATORS, None, BATCH),
    "meetings:batch_cancel": Page(COORDINATORS, COORDINATORS, BATCH),
    "meetings:batch_download": Page(COORDINATORS, None, BATCH),
    "meetings:certificate_search": Page(EVERYBODY, EVERYBODY),
    "meetings:certificate_check": Page(EVERYBODY, None, {"token": "certificate_token"}),
}
