"""Addresses of casework."""

from django.urls import include, path

from .views import (
    agreement,
    case,
    finding,
    followup,
    incident,
    line,
    method,
    oai,
    opening,
    outcome,
    own_method,
    placement,
    publication,
    record,
    reflection,
    review,
    session,
    table,
    version,
)

app_name = "casework"

cases = [
    path("leerkring/<slug:slug>/", case.case_list, name="case_list"),
    path("leerkring/<slug:slug>/nieuw/", case.case_create, name="case_create"),
    path("leerkring/<slug:slug>/geheimhouding/", agreement.agreement, name="agreement"),
    path("leerkring/<slug:slug>/geheimhouding/wijzigen/", agreement.agreement_change, name="agreement_change"),
    path("bijeenkomst/<int:pk>/", placement.meeting_cases, name="meeting_cases"),
    path("bijeenkomst/<int:pk>/<int:case_pk>/groep/", placement.case_place, name="case_place"),
    path("bijeenkomst/<int:pk>/groepen/<int:item_pk>/", table.table_division, name="table_division"),
    path("meldingen/", incident.incident_list, name="incident_list"),
    path("meldingen/<int:pk>/", incident.incident_detail, name="incident_detail"),
    path("noodtoegang/", opening.opening_list, name="opening_list"),
    path("programma/<slug:programme_slug>/bewaartermijn/", opening.retention_change, name="retention_change"),
    path("<int:pk>/", case.case_detail, name="case_detail"),
    path("<int:pk>/wijzigen/", case.case_change, name="case_change"),
    path("<int:pk>/intrekken/", case.case_withdraw, name="case_withdraw"),
    path("<int:pk>/terug-naar-concept/", case.case_reopen, name="case_reopen"),
    path("<int:pk>/privacycheck/", case.case_check, name="case_check"),
    path("<int:pk>/vrijgeven/", review.case_release, name="case_release"),
    path("<int:pk>/terugsturen/", review.case_return, name="case_return"),
    path("<int:pk>/wie-leest-mee/", review.case_grade, name="case_grade"),
    path("<int:pk>/tweede-lezer/", review.case_second_reader, name="case_second_reader"),
    path("<int:pk>/besproken/", case.case_discuss, name="case_discuss"),
    path("<int:pk>/privacyprobleem/", incident.case_report, name="case_report"),
    path("<int:pk>/verwijderen/", case.case_delete, name="case_delete"),
]

reflections = [
    path("", reflection.reflection_list, name="reflection_list"),
    path("leerkring/<slug:slug>/nieuw/", reflection.reflection_create, name="reflection_create"),
    path("<int:pk>/", reflection.reflection_detail, name="reflection_detail"),
    path("<int:pk>/wijzigen/", reflection.reflection_change, name="reflection_change"),
    path("<int:pk>/delen/", reflection.reflection_share, name="reflection_share"),
    path("<int:pk>/delen/<int:share>/stoppen/", reflection.reflection_revoke, name="reflection_revoke"),
    path("<int:pk>/verwijderen/", reflection.reflection_delete, name="reflection_delete"),
]

outcomes = [
    path("", outcome.outcome_list, name="outcome_list"),
    path("leerkring/<slug:slug>/", outcome.community_outcomes, name="community_outcomes"),
    path("leerkring/<slug:slug>/nieuwste/", outcome.community_latest, name="community_latest"),
    path("leerkring/<slug:slug>/nieuw/", outcome.outcome_create, name="outcome_create"),
    path("<slug:slug>/", version.outcome_detail, name="outcome_detail"),
    path("<slug:slug>/werktekst/", version.outcome_working, name="outcome_working"),
    path("<slug:slug>/wijzigen/", outcome.outcome_change, name="outcome_change"),
    path("<slug:slug>/publiceren/", publication.outcome_publish, name="outcome_publish"),
    path("<slug:slug>/toegang/", publication.outcome_terms, name="outcome_terms"),
    path("<slug:slug>/intrekken/", publication.outcome_withdraw, name="outcome_withdraw"),
    path("<slug:slug>/verwijderen/", outcome.outcome_delete, name="outcome_delete"),
    path("<slug:slug>/v/<str:number>/", version.version_detail, name="version_detail"),
    path("<slug:slug>/v/<str:number>/pdf/", version.version_pdf, name="version_pdf"),
    path("<slug:slug>/v/<str:number>/citeer/<slug:form>/", version.version_citation, name="version_citation"),
]

consultation = [
    path("methoden/", method.method_list, name="method_list"),
    path("methoden/eigen/nieuw/", own_method.method_create, name="method_create"),
    path("methoden/eigen/<int:pk>/", own_method.own_method_detail, name="own_method_detail"),
    path("methoden/eigen/<int:pk>/pdf/", own_method.own_method_as_pdf, name="own_method_as_pdf"),
    path("methoden/eigen/<int:pk>/wijzigen/", own_method.own_method_change, name="own_method_change"),
    path("methoden/eigen/<int:pk>/volgorde/", own_method.method_step_move, name="method_step_move"),
    path("methoden/eigen/<int:pk>/stap/", own_method.method_step_add, name="method_step_add"),
    path("methoden/eigen/<int:pk>/stap/<int:step>/", own_method.method_step_change, name="method_step_change"),
    path("methoden/eigen/<int:pk>/verwijderen/", own_method.own_method_remove, name="own_method_remove"),
    path("methoden/<str:key>/", method.method_detail, name="method_detail"),
    path("methoden/<str:key>/pdf/", method.method_as_pdf, name="method_as_pdf"),
    path("bijeenkomst/<int:pk>/", session.meeting_sessions, name="meeting_sessions"),
    path("bijeenkomst/<int:pk>/beginnen/", session.session_start, name="session_start"),
    path("tafel/<int:pk>/", session.session_detail, name="session_detail"),
    path("tafel/<int:pk>/meedoen/", session.session_join, name="session_join"),
    path("tafel/<int:pk>/rollen/", session.session_roles, name="session_roles"),
    path("tafel/<int:pk>/loten/", session.session_draw, name="session_draw"),
    path("tafel/<int:pk>/beginnen/", session.session_begin, name="session_begin"),
    path("tafel/<int:pk>/stap/", session.session_move, name="session_move"),
    path("tafel/<int:pk>/overnemen/", session.session_take_over, name="session_take_over"),
    path("tafel/<int:pk>/weggaan/", session.session_leave, name="session_leave"),
    path("tafel/<int:pk>/opruimen/", session.session_discard, name="session_discard"),
    path("tafel/<int:pk>/scherm/", session.session_wall, name="session_wall"),
    path("tafel/<int:pk>/regel/", line.line_write, name="line_write"),
    path("tafel/<int:pk>/regel/<int:line>/terug/", line.line_take_back, name="line_take_back"),
    path("tafel/<int:pk>/waardering/", line.line_mark, name="line_mark"),
    path("tafel/<int:pk>/voor-jezelf/", line.private_text_save, name="private_text_save"),
    path("tafel/<int:pk>/opbrengst/", record.record_add, name="record_add"),
    path("tafel/<int:pk>/opbrengst/<int:item>/weg/", record.record_remove, name="record_remove"),
    path("tafel/<int:pk>/wat-blijft/", record.record_close, name="record_close"),
    path("vervolg/<int:pk>/", followup.follow_up_answer, name="follow_up_answer"),
    path("stand/<str:key>/", session.session_state, name="session_state"),
]

findings = [
    path("leerkring/<slug:slug>/", finding.finding_list, name="finding_list"),
    path("leerkring/<slug:slug>/nieuw/", finding.finding_create, name="finding_create"),
    path("<int:pk>/", finding.finding_detail, name="finding_detail"),
    path("<int:pk>/verder/", finding.finding_move, name="finding_move"),
    path("<int:pk>/wijzigen/", finding.finding_change, name="finding_change"),
    path("<int:pk>/verwijderen/", finding.finding_remove, name="finding_remove"),
]

urlpatterns = [
    path("casussen/", include(cases)),
    path("inzichten/", include(findings)),
    path("intervisie/", include(consultation)),
    path("reflecties/", include(reflections)),
    path("", include("casework.learning_urls")),
    path("opbrengsten/", include(outcomes)),
    path("oai/", oai.oai, name="oai"),
]
