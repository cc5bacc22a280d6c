"""A reference in a list, after the seventh edition of the APA manual (chapter 10.4, reports)."""

from .person import apa_names
from .work import Work


def apa(work: Work) -> str:
    """Return the reference; without an author it begins with the title (APA 7, section 9.12).

    *Hoekstra, M., & Van der Plas, J. (2026). Van praatje naar plan (Versie 1.1) [Paper]. Lingewaard. https://…*
    """
    year = f"({work.year})."
    described = f"{work.title.rstrip('. ')} ({work.version_label}) [{work.kind}]."
    names = apa_names(work.authors)
    beginning = [names if names.endswith(".") else f"{names}.", year, described] if names else [described, year]
    return " ".join([*beginning, f"{work.publisher}.", work.link])
