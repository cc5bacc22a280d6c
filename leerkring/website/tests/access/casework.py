"""Cases, reflections and outcomes."""

from .roles import CIRCLE, COORDINATORS, EVERYBODY, INSIDE, MEETING, MEMBER, OPERATORS, OWNER, PEOPLE, WRITERS, Page

PAPER = {"slug": "paper"}
DRAFT_PAPER = {"slug": "draft_paper"}
METHOD = {"key": "method"}
VERSION = {"slug": "paper", "number": "version"}

PAGES = {
    # Cases: never for operators
    "casework:case_list": Page(INSIDE, INSIDE, CIRCLE),
    "casework:case_create": Page(INSIDE, INSIDE, CIRCLE),
    "casework:case_detail": Page(INSIDE, INSIDE, {"pk": "case"}),
    "casework:case_change": Page(OWNER, OWNER, {"pk": "draft_case"}),
    "casework:case_withdraw": Page(OWNER, OWNER, {"pk": "case"}),
    "casework:case_reopen": Page(OWNER, OWNER, {"pk": "case"}),
    "casework:case_release": Page(COORDINATORS, COORDINATORS, {"pk": "submitted_case"}),
    "casework:case_return": Page(COORDINATORS, COORDINATORS, {"pk": "submitted_case"}),
    "casework:case_second_reader": Page(COORDINATORS, COORDINATORS, {"pk": "submitted_case"}),
    "casework:case_grade": Page(OWNER, OWNER, {"pk": "case"}),
    "casework:agreement": Page(INSIDE, INSIDE, CIRCLE),
    "casework:agreement_change": Page(COORDINATORS, COORDINATORS, CIRCLE),
    "casework:case_discuss": Page(COORDINATORS, COORDINATORS, {"pk": "case"}),
    "casework:meeting_cases": Page(INSIDE, INSIDE, MEETING),
    "casework:case_place": Page(None, COORDINATORS, {"pk": "meeting", "case_pk": "case"}),
    "casework:incident_list": Page(PEOPLE, None),
    "casework:incident_detail": Page(COORDINATORS, COORDINATORS, {"pk": "incident"}),
    "casework:opening_list": Page(OPERATORS, OPERATORS),
    "casework:retention_change": Page(COORDINATORS, COORDINATORS, {"programme_slug": "programme"}),
    "casework:table_division": Page(COORDINATORS, COORDINATORS, {"pk": "meeting", "item_pk": "item"}),
    "casework:case_report": Page(INSIDE, INSIDE, {"pk": "case"}),
    "casework:case_delete": Page(OWNER, OWNER, {"pk": "draft_case"}),
    # Peer consultation
    "casework:method_list": Page(PEOPLE, None),
    "casework:method_detail": Page(PEOPLE, None, METHOD),
    "casework:method_as_pdf": Page(PEOPLE, None, METHOD),
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
    "casework:outcome_terms": Page(WRITERS, WRITERS, PAPER),
    "casework:outcome_withdraw": Page(WRITERS, WRITERS, PAPER),
    "casework:outcome_delete": Page(WRITERS, WRITERS, DRAFT_PAPER),
    "casework:oai": Page(EVERYBODY, EVERYBODY),
    "casework:version_detail": Page(EVERYBODY, EVERYBODY, VERSION),
    "casework:version_pdf": Page(EVERYBODY, EVERYBODY, VERSION),
    "casework:version_citation": Page(EVERYBODY, EVERYBODY, VERSION | {"form": "bib"}),
}
