"""RIS, the format of EndNote and most reference managers."""

from .work import Work

FORMS = {"article": "JOUR", "instrument": "GEN", "good_practice": "GEN", "story": "GEN"}


def ris(work: Work) -> str:
    """Return one record; lines end in CR LF, and the last one is ``ER``."""
    rows = [
        ("TY", FORMS.get(work.form, "RPRT")),
        *(("AU", person.inverted) for person in work.authors),
        ("TI", work.title),
        ("PY", str(work.year)),
        ("DA", work.on.strftime("%Y/%m/%d")),
        ("T2" if work.form == "article" else "PB", work.publisher),
        ("M3", work.kind),
        ("ET", work.number),
        ("LA", work.language),
        ("AB", work.abstract),
        ("DO", work.doi),
        ("UR", work.url),
    ]
    lines = [f"{tag}  - {' '.join(text.split())}" for tag, text in rows if text.strip()]
    return "\r\n".join([*lines, "ER  - ", ""])
