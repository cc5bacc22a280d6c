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
    "role": {"rol", "role", "rolinleerkring"},
    "sector": {"sector", "geleding"},
    # Many lists put what we call a role here; where it is one, it counts as that.
    "function": {"functie", "function", "functienaam", "beroep", "jobtitle", "profession"},
    "study_programme": {"opleiding", "studie", "studyprogramme", "studyprogram", "programme", "course", "study"},
    "study_level": {"niveau", "level", "opleidingsniveau", "studylevel"},
    "study_year": {"jaar", "leerjaar", "studiejaar", "year", "studyyear", "yearofstudy"},
    "area": {"gebied", "wijk", "gemeente", "area", "neighbourhood", "municipality", "regio"},
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
# How people write levels of study, in small letters without spaces.
LEVELS = {
    "mbo2": Membership.Level.MBO2,
    "mboniveau2": Membership.Level.MBO2,
    "niveau2": Membership.Level.MBO2,
    "mbo3": Membership.Level.MBO3,
    "mboniveau3": Membership.Level.MBO3,
    "niveau3": Membership.Level.MBO3,
    "mbo4": Membership.Level.MBO4,
    "mboniveau4": Membership.Level.MBO4,
    "niveau4": Membership.Level.MBO4,
    "ad": Membership.Level.AD,
    "associatedegree": Membership.Level.AD,
    "hbo": Membership.Level.BACHELOR_HBO,
    "hbobachelor": Membership.Level.BACHELOR_HBO,
    "bachelor": Membership.Level.BACHELOR_HBO,
    "wo": Membership.Level.BACHELOR_WO,
    "wobachelor": Membership.Level.BACHELOR_WO,
    "universitybachelor": Membership.Level.BACHELOR_WO,
    "master": Membership.Level.MASTER,
    "womaster": Membership.Level.MASTER,
    "hbomaster": Membership.Level.MASTER,
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
