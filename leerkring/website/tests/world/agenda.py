"""The joint agenda of the circle."""

from django.utils import timezone

from communities.models import Community, Issue, IssueStep, Organisation, Proposal
from communities.tokens import proposal_token
from leerkring.core.tokens import hash_token


def on_the_agenda(community, member):
    """Give the circle an agenda: an issue that is weighed, and one that was decided on."""
    community.modules = [*community.modules, "agenda"]
    community.save(update_fields=["modules"])
    facts = {"community": community, "proposed_by": member, "text": "Zo."}
    why = {"decision": "Daarom.", "approach": "Zo.", "decided_at": timezone.now()}
    issue = Issue.objects.create(title="Vraag?", status="align", **facts)
    decided = Issue.objects.create(title="Besloten?", status="in_progress", **why, **facts)
    weighing = community.weighings.create(dots=5)
    weighing.issues.add(issue)
    return proposed(community) | {"issue": issue.pk, "decided_issue": decided.pk, "weighing": weighing.pk}


def proposed(community):
    """Open the agenda to everybody, and let a resident from outside propose something."""
    Community.objects.filter(pk=community.pk).update(takes_proposals=True)
    facts = {"title": "Van buiten?", "text": "Zo.", "voice": "resident", "name": "Riet", "email": "riet@example.nl"}
    row = Proposal.objects.create(
        community=community, nonce="a", confirmed_at=timezone.now(), status="waiting", **facts
    )
    Proposal.objects.filter(pk=row.pk).update(token_hash=hash_token(proposal_token(row)))
    return {"proposal": row.pk, "proposal_token": proposal_token(row)}


def more_on_the_agenda(world, community, person):
    """One more issue in each state, one more voice in the weighing, and one more moment in a history."""
    facts = {"community": community, "proposed_by": person, "text": "Zo."}
    partner = Organisation.objects.create(name=f"Belang {person.pk}", slug=f"belang-{person.pk}", kind="care")
    for status in ("draft", "align", "withdrawn"):
        issue = Issue.objects.create(title="Meer?", status=status, organisation=partner, **facts)
        community.weighings.get(pk=world.weighing).issues.add(issue)
    outside = {"voice": "resident", "status": "waiting", "confirmed_at": timezone.now()}
    community.proposals.create(title="Ook?", text="Zo.", nonce=str(person.pk), **outside)
    community.weighings.create(dots=5, closed_at=timezone.now()).issues.add(issue)
    first = Issue.objects.get(pk=world.issue)
    first.interests.create(organisation=partner, text="Rust.", by=person)
    first.versions.create(number=person.pk, title="Eerder?", text="Zo.", by=person)
    IssueStep.objects.create(issue=first, kind="changed", by=person)
    ballot = first.weighings.get().ballots.create(user=person, sector="residents", role="resident")
    ballot.rows.create(issue=first, number=3)
