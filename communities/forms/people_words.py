"""The words in lists of people: heads of columns, parts of names, addresses as they are mistyped."""

from ..models import Membership
from ..models.sector import Sector

# How people write the heads of their columns, in Dutch and English, in small letters without "-", "_" and spaces.
HEADS = {
    "email": {"email", "mail", "emailadres", "mailadres", "emailaddress", "adres", "address"},
    "name": {"naam", "name", "volledigenaam", "fullname", "deelnemer", "participant"},
    "given_name": {"voornaam", "firstname", "givenname", "roepnaam"},
    "tussenvoegsel": {"tussenvoegsel", "tussenvoegsels", "tv", "prefix", "nameprefix"},
    "family_name": {"achternaam", "lastname", "surname", "familyname"},
    "role": {"rol", "role", "functie"},
    "sector": {"sector", "geleding"},
    "organisation": {"organisatie", "organisation", "organization", "instelling", "werkgever"},
}
# fmt: off
PREFIXES = frozenset((
    "van", "de", "der", "den", "het", "'t", "ten", "ter", "te", "op", "in", "aan", "bij", "uit", "von", "la", "le",
))
TITLES = frozenset((
    "dr.", "dr", "drs.", "drs", "prof.", "prof", "ir.", "ir", "mr.", "ing.", "dhr.", "dhr", "mevr.", "mw.", "mevrouw",
))
# fmt: on
MISTYPED = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gmail.nl": "gmail.com",
    "gmail.con": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmai.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "outlok.com": "outlook.com",
    "outloo.com": "outlook.com",
    "ziggo.n": "ziggo.nl",
    "kpnmail.com": "kpnmail.nl",
}
SYNONYMS = {
    "werkveld": Sector.PRACTICE,
    "burgers": Sector.RESIDENTS,
    "gemeente": Membership.Role.OFFICIAL,
    "ambtenaar": Membership.Role.OFFICIAL,
    "coordinator": Membership.Role.COORDINATOR,
    "lector": Membership.Role.PROFESSOR,
    "bewoner": Membership.Role.RESIDENT,
}
