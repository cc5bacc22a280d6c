"""What an institution tells about somebody who logs in there."""

from typing import Any

# SURFconext's and eduID's spelling, and that of the OIDC profile of some institutions; a string or a list.
AFFILIATION_CLAIMS = ("eduperson_affiliation", "edu_person_affiliations")


def hints(claims: Any) -> dict[str, Any]:
    """Return what is kept of the claims: the institution and the affiliation.

    Both are hints for a coordinator, who gives the real role; nothing else of the claims is stored.
    """
    told = _flat(claims)
    kept: dict[str, Any] = {}
    if organisation := text_claim(told.get("schac_home_organization"), longest=200):
        kept["organisation"] = organisation
    if affiliations := _affiliations(told):
        kept["affiliations"] = affiliations
    return kept


def text_claim(value: Any, *, longest: int) -> str:
    """Return a claim as one line of text; an institution may send a list, a number or nothing."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return " ".join(value.split())[:longest] if isinstance(value, str) else ""


def _flat(claims: Any) -> dict[str, Any]:
    """Return the claims as one dict: those of *userinfo*, completed by those in the ID token."""
    parts = [claims.get("id_token"), claims.get("userinfo")] if isinstance(claims, dict) else []
    told: dict[str, Any] = {}
    for part in parts:
        told |= {name: value for name, value in part.items() if value} if isinstance(part, dict) else {}
    return told


def _affiliations(told: dict[str, Any]) -> list[str]:
    found: set[str] = set()
    for claim in AFFILIATION_CLAIMS:
        value = told.get(claim) or []
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list | tuple):
            found |= {text_claim(word, longest=100).lower() for word in values}
    return sorted(found - {""})
