"""What is held about people here: who comes, who was there, and what was said and agreed."""

from django.utils.translation import gettext_lazy as _

from leerkring.accounts.privacy.registry import (
    Basis,
    Processing,
    held,
    plain,
    register_impersonal,
    register_processing,
)
from leerkring.core.retention import Fate, Lost, Period, swept

from .actions.certificate import keep_certificates, old_certificates
from .actions.certificate_batch import erase_batches, old_batches
from .actions.guest import erase_guests
from .actions.needs import erase_needs
from .actions.registration import erase_registrations, old_registrations
from .models import Guest, Needs


def register() -> None:
    """Declare it."""
    _of_planning()
    _of_presence()
    _of_guests()
    _of_record()
    register_impersonal(
        "meetings.Cycle meetings.DateOption meetings.SchoolHoliday meetings.MeetingRhythm meetings.EventFile",
        _("facts about meetings"),
    )


def _of_planning() -> None:
    register_processing(
        Processing(
            "planning",
            label=_("Planning of meetings"),
            purpose=_("to meet at a time and place that people can make"),
            holds=_("answers, remarks, diet and access needs, votes for a date, calendar feeds, tasks of hosts"),
            readers=_("members of the circle; needs: coordinators and the host"),
            kept=_("needs until after the meeting; the rest as long as the circle"),
            correct=_(
                "You change your answer, remark and needs on the page of the meeting. The rest: ask the host or a "
                "coordinator."
            ),
            basis=Basis.CONTRACT,
            models=(
                held("meetings.Meeting", acts="facilitator presence_signed_by"),
                *plain("meetings.MeetingChange meetings.ProgrammeChange"),
                held("meetings.Attendance", goes="user", acts="answered_by"),
                held(
                    "meetings.Needs",
                    Period(
                        _("when the meeting is over or does not go on, or you do not come"),
                        Fate.DELETE,
                        swept(Needs.objects.to_erase, erase_needs),
                        hourly=True,
                    ),
                    goes="attendance__user",
                ),
                held("meetings.CalendarFeed", goes="user", hides="nonce token_hash"),
                held("meetings.CalendarReply", goes="user"),
                held("meetings.DatePoll", acts="started_by"),
                held("meetings.DateVote", goes="user"),
                held("meetings.HostSwap", stays="offered_by", acts="answered_by"),
                held("meetings.HostTask", acts="done_by"),
                held("meetings.ProgrammeItem", acts="member"),
            ),
        )
    )


def _of_presence() -> None:
    register_processing(
        Processing(
            "presence",
            label=_("Presence and certificates"),
            purpose=_("to prove to a register that you were there"),
            holds=_("who was there from when until when, corrections, certificates, number in a register"),
            readers=_("you; coordinators; who has a certificate can have it checked by anybody"),
            kept=_("seven years; without your name when you are erased"),
            correct=_(
                "Ask a coordinator of the circle: who was there is corrected with a reason, and a certificate is "
                "withdrawn and issued anew."
            ),
            basis=Basis.TASK,
            models=(
                held("meetings.Presence", stays="user", acts="recorded_by", clears="name"),
                held("meetings.PresenceCorrection", under="presence__user", acts="corrected_by"),
                held(
                    "meetings.Certificate",
                    Period(
                        _("seven years after the day"),
                        Fate.DELETE,
                        keep_certificates,
                        lost=Lost(old_certificates, "user"),
                    ),
                    keeps="user",
                    acts="facilitator confirmed_by issued_by",
                    hides="token",
                ),
                held("meetings.CertificateChoices", goes="user"),
                held(
                    "meetings.CertificateBatch",
                    Period(
                        _("a week after they were made"), Fate.DELETE, swept(old_batches, erase_batches), hourly=True
                    ),
                    goes="by",
                ),
                held("meetings.CertificateCopy", goes="user", hides="pdf"),
            ),
        )
    )


def _of_guests() -> None:
    register_processing(
        Processing(
            "guests",
            label=_("Guests and visitors of events"),
            purpose=_("to receive guests and who comes to an event"),
            holds=_("name, e-mail address, organisation, what a guest tells and needs"),
            readers=_("coordinators; the name and the introduction of a guest: members of the circle"),
            kept=_("address, remarks and needs thirty days after the day; the name of a guest as long as the circle"),
            correct=_("Ask the coordinator who invited you, or change it by the link in your mail."),
            basis=Basis.CONTRACT,
            models=(
                held(
                    "meetings.Guest",
                    Period(
                        _("thirty days after the meeting"),
                        Fate.ANONYMISE,
                        swept(Guest.objects.to_erase, erase_guests),
                        hourly=True,
                    ),
                    acts="invited_by",
                    stays_at="email",
                    names="name",
                    clears="email organisation remark bio needs nonce token_hash",
                    marks="erased_at",
                ),
                *plain("meetings.GuestFile"),
                held(
                    "meetings.Registration",
                    Period(
                        _("thirty days after the event"),
                        Fate.ANONYMISE,
                        swept(old_registrations, erase_registrations),
                        hourly=True,
                    ),
                    goes="user",
                    goes_at="email",
                    hides="nonce token_hash",
                ),
            ),
        )
    )


def _of_record() -> None:
    register_processing(
        Processing(
            "record",
            label=_("Record of meetings and events"),
            purpose=_("to keep what a circle learned and agreed"),
            holds=_("notes, insights, photos, reports, action items, news, events, with who wrote or does it"),
            readers=_("members of the circle; what is public: everybody"),
            kept=_("as long as the circle"),
            correct=_(
                "You change what you wrote on the page of the meeting, until the report is approved; after that a "
                "coordinator does."
            ),
            basis=Basis.TASK,
            models=(
                held("meetings.Report", acts="approved_by reopened_by"),
                held("meetings.Note", acts="changed_by"),
                held("meetings.Insight", stays="author"),
                held("meetings.Photo", stays="added_by"),
                held("meetings.ValueMoment", stays="user", clears="name"),
                held("meetings.ActionItem", stays="owner", acts="created_by", clears="owner_name"),
                held("meetings.NewsItem", stays="author"),
                held("meetings.Event", acts="created_by"),
                *plain("meetings.EventPart"),
            ),
        )
    )
