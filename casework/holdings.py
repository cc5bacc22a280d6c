"""What is held about people here: cases, reflections, portfolios, and the papers they write."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from leerkring.accounts.privacy.erasure import keep_names_in
from leerkring.accounts.privacy.registry import (
    Basis,
    Processing,
    add_period,
    held,
    plain,
    register_impersonal,
    register_processing,
    register_step,
)
from leerkring.core.retention import Fate, Keep, Lost, Period, older, swept

from .actions import erasure
from .actions.feedback import erase_invitees, old_invitees
from .actions.portfolio import old_exports
from .actions.presence import old_answers, old_presence
from .actions.record import old_words
from .actions.retention import keep_cases, old_openings, old_readings
from .models import (
    CaseOpening,
    CaseReading,
    Line,
    PrivateText,
    RecordItem,
    ReflectionOpening,
    ReflectionReading,
    SealedOpening,
    SubmissionReading,
)

YEAR = _("a year")
AFTER_CYCLE = _("a year after the cycle, or what the programme chose")
AFTER_DAY = _("seven years after the day, or what the programme chose")


def register() -> None:
    """Declare it."""
    _of_papers()
    _of_rounds()
    _of_cases()
    _of_tables()
    _of_reflections()
    _of_assessment()
    register_impersonal(
        "casework.MethodStep casework.SessionStep casework.CaseRetention casework.Origin casework.OutcomeFinding "
        "casework.OutcomeReference casework.OutcomeFigure casework.VersionFile",
        _("steps of methods, periods, and parts of papers"),
    )
    keep_names_in(
        "casework.OutcomeAuthor", "casework.OutcomeVersion", "casework.Outcome", otherwise=erasure.typeset_anew
    )
    register_step("casework", erasure.erase_private_texts)
    # How long is for a programme to choose, which the app that holds them does not know.
    add_period("meetings.Presence", Period(AFTER_DAY, Fate.DELETE, older(old_presence)))
    add_period("meetings.Attendance", Period(AFTER_DAY, Fate.DELETE, older(old_answers)))


def _of_papers() -> None:
    register_processing(
        Processing(
            "papers",
            label=_("Papers"),
            purpose=_("to share what was learned, so that others can cite it"),
            holds=_("name, affiliation, ORCID and part of authors; agreement of authors; what became of a paper"),
            readers=_("published: everybody; before that: the circle, and who is asked"),
            kept=_("published: for good, with your name unless you want it out when you are erased"),
            correct=_(
                "The authors change a draft on its page. Is something wrong in a published paper, your name for "
                "example? Ask an author to freeze a new version; who finds a paper through a link then sees that."
            ),
            basis=Basis.TASK,
            models=(
                held("casework.Outcome", acts="created_by"),
                *plain("casework.OutcomeRevision casework.ReplacedText"),
                held(
                    "casework.OutcomeAuthor",
                    stays="user",
                    names="name family_name",
                    clears="given_name tussenvoegsel affiliation orcid",
                ),
                held("casework.OutcomeDoi", acts="asked_by"),
                held("casework.VersionDoi", acts="asked_by"),
                *plain("casework.OutcomeCheck"),
                held("casework.EditorialReview", acts="asked_by decided_by"),
                held("casework.OutcomeVersion", acts="frozen_by"),
                held("casework.OutcomeWriter", goes="user"),
                held("casework.SignOff", goes="user", acts="asked_by"),
                held("casework.Uptake", stays="user", acts="decided_by"),
            ),
        )
    )


def _of_rounds() -> None:
    register_processing(
        Processing(
            "rounds",
            label=_("Feedback rounds"),
            purpose=_("to make a paper better with what others think of it"),
            holds=_("name and e-mail address of who is asked, remarks and answers"),
            readers=_("the authors and the coordinators"),
            kept=_("addresses ninety days after the round; remarks as long as the paper"),
            correct=_(
                "You change a remark on the page of the round, as long as it is open. Name and address of who was "
                "asked: ask an author of the paper."
            ),
            basis=Basis.TASK,
            models=(
                held("casework.FeedbackRound", acts="created_by"),
                held(
                    "casework.RoundInvitee",
                    Period(
                        _("two weeks after the round was closed, ninety days after it ended"),
                        Fate.ANONYMISE,
                        swept(old_invitees, erase_invitees),
                        hourly=True,
                    ),
                    stays="user",
                    acts="invited_by",
                    stays_at="email",
                    clears="name email nonce token_hash",
                    marks="erased_at",
                ),
                held("casework.Remark", under="invitee__user", acts="answered_by"),
            ),
        )
    )


def _of_cases() -> None:
    register_processing(
        Processing(
            "cases",
            label=_("Cases"),
            purpose=_("to learn together from what you meet in your work"),
            holds=_("the text of a case, who read it, agreement with confidentiality, reports of privacy problems"),
            readers=_("you; after a second reader the members of the circle who agreed to confidentiality"),
            kept=_(
                "the text six months after it was discussed; who read or opened it a year; reports as long as "
                "the circle"
            ),
            correct=_(
                "You take a case back to draft on its own page and change it there. Who read it is a log: it "
                "shows what happened, so nobody changes it."
            ),
            basis=Basis.TASK,
            models=(
                held("casework.Agreement", acts="created_by"),
                held("casework.AgreementAcceptance", goes="user"),
                # The text goes by a step; what was learned from it stays.
                held(
                    "casework.Case",
                    Period(
                        _("six months after its session, or what the programme chose"),
                        Fate.EMPTY,
                        keep_cases,
                        warns=True,
                    ),
                    stays="owner",
                    acts="second_reader released_by reported_by",
                    hides="remark",
                ),
                held("casework.CaseReading", Period(YEAR, Fate.DELETE, _readings(CaseReading)), acts="reader"),
                held("casework.CaseCheck", under="case__owner"),
                held("casework.CaseWeighing", goes="member"),
                held("casework.CasePlacement", acts="placed_by"),
                held("casework.CaseIncident", stays="reported_by", acts="closed_by"),
                held("casework.IncidentAccess", acts="person"),
                held("casework.CaseOpening", Period(YEAR, Fate.DELETE, _openings(CaseOpening)), acts="by"),
                held("casework.SealedOpening", Period(YEAR, Fate.DELETE, _openings(SealedOpening)), acts="by"),
            ),
        )
    )


def _of_tables() -> None:
    register_processing(
        Processing(
            "tables",
            label=_("Consultations"),
            purpose=_("to talk about a case in steps, and to see what became of it"),
            holds=_("seats and roles, lines, marks, own notes, what was taken home, answers afterwards"),
            readers=_("who sat at the table; own notes: only you"),
            kept=_("a year after the cycle; what was taken home as long as the circle"),
            correct=_(
                "You change your own notes and take your own lines away at the table; afterwards the case owner "
                "chooses what stays. Is something of you wrong in it? Ask the case owner."
            ),
            basis=Basis.TASK,
            models=(
                held("casework.Session", acts="started_by"),
                held("casework.Seat", goes="user"),
                held(
                    "casework.Line",
                    Period(AFTER_CYCLE, Fate.DELETE, _words(Line)),
                    stays="author",
                    hides="key",
                ),
                held("casework.Mark", goes="user"),
                held("casework.PrivateText", _words_of(PrivateText, "user"), goes="user"),
                held("casework.RecordItem", _words_of(RecordItem, "author"), stays="author"),
                held("casework.FollowUp", stays="owner", clears="story"),
                held("casework.Finding", stays="created_by"),
                held("casework.FindingMove", stays="by"),
                held("casework.TableDivision", acts="frozen_by"),
                held("casework.TableSeat", goes="member"),
                held("casework.Method", acts="created_by"),
            ),
        )
    )


def _of_reflections() -> None:
    register_processing(
        Processing(
            "reflections",
            label=_("Reflections and learning goals"),
            purpose=_("to look back on what you did, and to see yourself grow"),
            holds=_("reflections, with whom you shared them, responses, learning goals"),
            readers=_("you, and those with whom you share it"),
            kept=_("as long as you want; two years after you last used your account"),
            change="casework:reflection_list",
            correct=_("A response of somebody else: ask who wrote it."),
            basis=Basis.CONSENT,
            models=(
                held("casework.Reflection", goes="author", hides="page saved_by_page"),
                held("casework.ReflectionShare", goes="person", under="reflection__author"),
                held(
                    "casework.ReflectionReading",
                    Period(YEAR, Fate.DELETE, _readings(ReflectionReading)),
                    acts="reader",
                ),
                held("casework.ReflectionOpening", Period(YEAR, Fate.DELETE, _openings(ReflectionOpening)), acts="by"),
                held("casework.ReflectionResponse", stays="reader", under="reflection__author"),
                held("casework.LearningGoal", goes="owner", hides="page"),
                held("casework.GoalProgress", under="goal__owner"),
            ),
        )
    )


def _of_assessment() -> None:
    register_processing(
        Processing(
            "assessment",
            label=_("Portfolios and assessments"),
            purpose=_("to show what you learned, and to have it assessed"),
            holds=_("portfolios, links to them, what was handed in, assessments"),
            readers=_("you, whom you give the link, and whom you ask for an assessment"),
            kept=_("as long as you want; two years after you last used your account"),
            change="casework:portfolio_list",
            correct=_(
                "What you handed in is a copy that does not change: hand it in anew. An assessment: ask who gave it."
            ),
            basis=Basis.CONSENT,
            models=(
                held("casework.Portfolio", goes="owner", hides="page"),
                held("casework.PortfolioItem", under="portfolio__owner"),
                held(
                    "casework.PortfolioExport",
                    Period(_("a week after it was made"), Fate.DELETE, older(old_exports), hourly=True),
                    under="portfolio__owner",
                ),
                held("casework.PortfolioFile", under="export__portfolio__owner", hides="content"),
                held("casework.PortfolioLink", under="portfolio__owner", hides="nonce token_hash"),
                held("casework.Submission", goes="author"),
                held("casework.Assessment", stays="assessor", under="submission__author"),
                held(
                    "casework.SubmissionReading",
                    Period(YEAR, Fate.DELETE, _readings(SubmissionReading)),
                    acts="reader",
                ),
            ),
        )
    )


def _words_of(model: type[PrivateText | RecordItem], owner: str) -> Period:
    return Period(AFTER_CYCLE, Fate.DELETE, _words(model), lost=Lost(partial(old_words, model), owner))


def _words(model: type[Line | PrivateText | RecordItem]) -> Keep:
    return older(partial(old_words, model))


def _readings(log: type[CaseReading | ReflectionReading | SubmissionReading]) -> Keep:
    return older(partial(old_readings, log))


def _openings(log: type[CaseOpening | ReflectionOpening | SealedOpening]) -> Keep:
    return older(partial(old_openings, log))
