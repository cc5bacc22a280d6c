"""Reading an ORCID as people type or paste it."""

import re

DIGITS = 16


def plain_orcid(text: str) -> str:
    """Return the id in its four groups, from whatever was pasted: with the address before it, without hyphens."""
    found = re.sub(r"^https?://(www\.)?orcid\.org/", "", text.strip(), flags=re.IGNORECASE)
    letters = re.sub(r"[\s\-‐-―]", "", found).strip("/").upper()
    groups = [letters[at : at + 4] for at in range(0, len(letters), 4)]
    return "-".join(groups)


def is_orcid(text: str) -> bool:
    """Return whether this is an ORCID with a right last character: ISO 7064 mod 11-2 over the fifteen before it.

    https://support.orcid.org/hc/articles/360006897674-Structure-of-the-ORCID-Identifier
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]", text):
        return False
    letters = text.replace("-", "")
    total = 0
    for digit in letters[: DIGITS - 1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return letters[-1] == ("X" if check == 10 else str(check))
