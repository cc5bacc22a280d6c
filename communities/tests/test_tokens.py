"""The secrets in links stay what they were sent as, and none opens what another is for."""

from itertools import combinations

import pytest

from communities.models import Invitation, JoinLink, Proposal, TeamInvitation
from communities.tokens import invitation_token, join_link_token, proposal_token, team_token

# What was sent with this key: a mail of last year holds it still.
KEY = "the key of this portal"
SENT = [
    (invitation_token, Invitation, {"pk": 7}, "8gUm1PuC6iMf3sEZuvFSvkJiC-6UPtCZQncPYwy1kik"),
    (team_token, TeamInvitation, {"pk": 7}, "2Tr_yH1xmjlCRa_ANfj5Svv3Vm0CiM-VprLU90Tzmzs"),
    (join_link_token, JoinLink, {"pk": 1, "community_id": 7}, "oQARpclaCUnZXePZsiCRBvAkGZzO7OHQx3-pvT9p1pE"),
    (proposal_token, Proposal, {"pk": 7}, "z4eIjSZwIAmVA5ZSjsPzSM9t8hEj9JbIT6ol2N60I-0"),
]


@pytest.mark.parametrize(("token", "model", "facts", "sent"), SENT)
def test_link_that_was_sent_works_on_until_row_or_nonce_is_another(settings, token, model, facts, sent):
    settings.SECRET_KEY = KEY
    assert token(model(nonce="once", **facts)) == sent
    assert token(model(nonce="again", **facts)) != sent
    assert token(model(nonce="once", **{name: number + 1 for name, number in facts.items()})) != sent
    settings.SECRET_KEY = "another key"
    assert token(model(nonce="once", **facts)) != sent


def test_link_of_one_kind_opens_nothing_of_another():
    for (one, model, facts, _), (other, beside, more, _) in combinations(SENT, 2):
        assert one(model(nonce="once", **facts)) != other(beside(nonce="once", **more))
