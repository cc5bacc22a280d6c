"""Cases, reflections and outcomes of the running circle."""

from django.utils import timezone

from casework.models import (
    Agreement,
    AgreementAcceptance,
    Case,
    CaseIncident,
    CaseOpening,
    IncidentAccess,
    Outcome,
    OutcomeAuthor,
    OutcomeVersion,
    Reflection,
    ReflectionShare,
)

CHECKED = dict.fromkeys(Case.CHECKS, True)


def all_kinds(community, author, member):
    """Let the author have a case, a reflection shared with the member and a paper, each with a draft beside it."""
    now, case = timezone.now(), {"community": community, "owner": author}
    agree(community)
    share = ReflectionShare.objects.create(
        reflection=Reflection.objects.create(author=author, community=community, title="R"), person=member
    )
    published = paper(community, author, "af", status="published", published_at=now)
    version = OutcomeVersion.objects.create(outcome=published, number="1.0", title="P", body="b", frozen_at=now)
    return {
        "case": Case.objects.create(title="C", status="released", grade="circle", **case, **CHECKED).pk,
        "incident": hidden(community, author).pk,
        "submitted_case": Case.objects.create(title="S", status="submitted", submitted_at=now, **case, **CHECKED).pk,
        "draft_case": Case.objects.create(title="D", **case).pk,
        "reflection": share.reflection_id,
        "share": share.pk,
        "paper": published.slug,
        "version": version.number,
        # The form of a citation.
        "bib": "bib",
        "method": "gossip",
        "draft_paper": paper(community, author, "concept").slug,
    }


def hidden(community, author):
    """Let a case be hidden after a report."""
    now = timezone.now()
    case = Case.objects.create(title="H", status="incident", community=community, owner=author, **CHECKED)
    return CaseIncident.objects.create(case=case, community=community, reported_at=now, reported_by=author, what="W")


def agree(community):
    """Let everybody in the circle have accepted its agreement."""
    agreement, _made = Agreement.objects.get_or_create(community=community, number=1, defaults={"text": "Zwijgen."})
    for membership in community.memberships.active():
        AgreementAcceptance.objects.get_or_create(agreement=agreement, user=membership.user)


def paper(community, author, slug, **fields):
    outcome = Outcome.objects.create(community=community, slug=slug, title="P", body="b", **fields)
    OutcomeAuthor.objects.create(outcome=outcome, position=1, user=author, name="Femke Baltussen")
    return outcome


def one_more(world, community, meeting, person, number):
    """One more case, reflection and outcome, each of which ``person`` reads or wrote too."""
    author, now = world.people["author"], timezone.now()
    agree(community)
    facts = {"community": community, "owner": author, "submitted_at": now, "grade": "circle"}
    incident = hidden(community, author)
    IncidentAccess.objects.create(incident_id=world.incident, person=person, times=1, last_at=now)
    opened = {"reason": "R", "opened_at": now, "until": now, "by": world.people["staff"]}
    for case in (world.case, incident.case_id):
        CaseOpening.objects.create(case_id=case, **opened)
    for status in ("released", "submitted"):
        case = Case.objects.create(title="C", meeting=meeting, status=status, **facts, **CHECKED)
        case.readings.create(reader=person)
    for owner in (author, world.people["coordinator"]):
        ReflectionShare.objects.create(
            reflection=Reflection.objects.create(author=owner, community=community, title="R"),
            person=world.people["member"],
        )
    ReflectionShare.objects.create(reflection_id=world.reflection, person=person)
    published = paper(community, author, f"af-{number}", status="published", published_at=now)
    OutcomeAuthor.objects.create(outcome=published, position=2, user=person, name="Truus")
    published = Outcome.objects.get(slug=world.paper)
    OutcomeAuthor.objects.create(outcome=published, position=number, user=person, name="Truus")
    OutcomeVersion.objects.create(outcome=published, number=f"1.{number}", title="P", body="b", frozen_at=now)
    paper(community, author, f"concept-{number}")
