"""How people and papers are named by others: in reference lists, reference managers and heads of pages. Pure."""

from .apa import apa
from .bibtex import bibtex
from .csl import csl_json
from .page import highwire, json_ld
from .person import Person, apa_names
from .ris import ris
from .work import Work

__all__ = ["Person", "Work", "apa", "apa_names", "bibtex", "csl_json", "highwire", "json_ld", "ris"]
