"""Who may do what with portfolios: their owner; and who holds a link, which ``actions.portfolio`` looks up."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from .base import owned_by


@rule("casework.view_portfolio")
def view_portfolio(user: Any) -> Q:
    """Only its owner; somebody with a link reads it by that link alone."""
    return owned_by(user, "owner")


@rule("casework.change_portfolio")
def change_portfolio(user: Any) -> Q:
    """Only its owner, and always."""
    return owned_by(user, "owner")


@rule("casework.revoke_portfolio_link")
def revoke_portfolio_link(user: Any) -> Q:
    """Only who gave the link."""
    return owned_by(user, "portfolio__owner")
