"""Harvesting by OAI-PMH: with a harvester of others (sickle), and rule by rule."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

from casework.actions import outcome as outcome_actions
from casework.actions import publication as actions
from casework.actions.outcome import Author
from casework.actions.publication import Terms
from casework.citations import Person
from casework.exports import oai
from casework.models import Outcome
from communities.models import Theme

from .conftest import OUTCOME

N = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "/oai/"
TAGS = {
    "Identify": ["repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord"],
    "ListMetadataFormats": ["metadataFormat"],
    "ListSets": ["set"],
}


def publish(community, member, count=1, **changes) -> list[Outcome]:
    """Publish outcomes, stamped a minute after each other from noon on."""
    made = []
    for number in range(count):
        outcome = outcome_actions.create_outcome(
            community, OUTCOME | {"title": f"Paper {number}"} | changes, [], by=member
        )
        outcome_actions.publish_outcome(outcome, by=member, version=outcome.version)
        Outcome.objects.filter(pk=outcome.pk).update(stamped_at=NOON + timedelta(minutes=number))
        made.append(Outcome.objects.get(pk=outcome.pk))
    return made


def ask(client, method="get", **arguments) -> ElementTree.Element:
    """Ask, check what holds of every answer, and return it."""
    response = getattr(client, method)(ADDRESS, {name.rstrip("_"): value for name, value in arguments.items()})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{{{N['o']}}}OAI-PMH"
    assert [child.tag.split("}")[1] for child in root][:2] == ["responseDate", "request"] and len(root) == 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", root.find("o:responseDate", N).text)
    assert root.find("o:request", N).text.endswith(ADDRESS)
    return root


def error(root) -> str:
    return root.find("o:error", N).get("code")


# --- A harvester ------------------------------------------------------------------------------------------------


@pytest.fixture
def harvester(transactional_db, live_server, settings):
    settings.SITE_URL = live_server.url
    return Sickle(f"{live_server.url}{ADDRESS}")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_harvester_takes_everything_and_then_what_is_new_or_gone(
    harvester, community, member, monkeypatch, django_capture_on_commit_callbacks, method
):
    monkeypatch.setattr(oai, "PER_PAGE", 2)
    harvester.http_method = method
    papers = publish(community, member, 5)

    records = list(harvester.ListRecords(metadataPrefix="oai_dc"))

    assert [record.metadata["title"] for record in records] == [[f"Paper {number}"] for number in range(5)]
    assert harvester.Identify().deletedRecord == "persistent"
    assert [form.metadataPrefix for form in harvester.ListMetadataFormats()] == ["oai_dc", "mods"]
    assert f"circle:{community.slug}" in [entry.setSpec for entry in harvester.ListSets()]

    later = (NOON + timedelta(minutes=5)).strftime(oai.SECONDS)
    with pytest.raises(NoRecordsMatch):
        harvester.ListRecords(metadataPrefix="oai_dc", **{"from": later})
    actions.withdraw_outcome(papers[1], by=member, why="x")
    actions.change_terms(papers[2], Terms(Outcome.Access.RESTRICTED), by=member, version=papers[2].version)

    changed = list(harvester.ListRecords(metadataPrefix="oai_dc", ignore_deleted=False, **{"from": later}))
    assert [record.deleted for record in changed] == [True, False]
    assert "info:eu-repo/semantics/restrictedAccess" in changed[1].metadata["rights"]
    assert len(list(harvester.ListIdentifiers(metadataPrefix="mods", ignore_deleted=True))) == 4
    one = harvester.GetRecord(identifier=oai.identifier(papers[0].pk), metadataPrefix="oai_dc")
    assert one.metadata["title"] == ["Paper 0"]


# --- Verbs ------------------------------------------------------------------------------------------------------


def test_identify_says_from_when_and_in_which_steps(visitor, community, member, settings):
    publish(community, member, 2)

    entry = ask(visitor, verb="Identify").find("o:Identify", N)

    assert [child.tag.split("}")[1] for child in entry] == [*TAGS["Identify"], "granularity"]
    assert entry.find("o:earliestDatestamp", N).text == "2026-03-01T12:00:00Z"
    assert "@" in entry.find("o:adminEmail", N).text


def test_record_says_what_catalogues_ask(visitor, community, member, host, programme):
    theme = Theme.objects.create(programme=programme, name="Eenzaamheid")
    type(community).objects.update(theme=theme)
    outcome = outcome_actions.create_outcome(
        community,
        OUTCOME,
        [
            Author(Person("Plas", "Joris", "van der")),
            Author(Person("Inwonersraad")),
            Author(Person("Wit", "Sanne", "de"), role="editor"),
        ],
        by=member,
    )
    terms = Terms(Outcome.Access.EMBARGOED, datetime(2099, 5, 1).date(), Outcome.Licence.CC_BY_SA)
    version = outcome_actions.publish_outcome(outcome, by=member, version=outcome.version, terms=terms)

    root = ask(visitor, verb="GetRecord", identifier=oai.identifier(outcome.pk), metadataPrefix="oai_dc")

    facts = {}
    for child in root.find(".//{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"):
        facts.setdefault(child.tag.split("}")[1], []).append(child.text)
    day = timezone.localdate(version.frozen_at).isoformat()
    assert facts == {
        "title": ["Groen licht voor de Linge"],
        "creator": ["Van der Plas, J.", "Inwonersraad"],
        "subject": ["Eenzaamheid"],
        "description": ["Hoe ouderen langer thuis blijven."],
        "publisher": ["Lingewaard, Zorgalliantie"],
        "contributor": ["De Wit, S."],
        "date": [day, "info:eu-repo/date/embargoEnd/2099-05-01"],
        "type": ["info:eu-repo/semantics/workingPaper", "Paper"],
        "format": ["text/html", "application/pdf"],
        "identifier": [f"http://127.0.0.1:8000{version.get_absolute_url()}"],
        "language": ["nld"],
        "coverage": ["Lingewaard"],
        "rights": [
            "info:eu-repo/semantics/embargoedAccess",
            "http://purl.org/coar/access_right/c_f1cf",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ],
    }
    specs = [spec.text for spec in root.findall(".//o:setSpec", N)]
    assert specs == ["programme:zorgalliantie", "circle:lingewaard", "kind:paper", f"theme:{theme.pk}"]


def test_mods_names_people_in_parts(visitor, community, member):
    person = Person("Plas", "Joris", "van der", organisation="HAN", orcid="0000-0002-1825-0097")
    outcome = outcome_actions.create_outcome(community, OUTCOME, [Author(person), Author(Person("Raad"))], by=member)
    outcome_actions.publish_outcome(outcome, by=member, version=outcome.version)

    root = ask(visitor, verb="GetRecord", identifier=oai.identifier(outcome.pk), metadataPrefix="mods")

    names = root.findall(".//{http://www.loc.gov/mods/v3}name")
    assert [[(part.tag.split("}")[1], part.text) for part in name.iter() if part.text] for name in names] == [
        [
            ("namePart", "van der Plas"),
            ("namePart", "Joris"),
            ("roleTerm", "aut"),
            ("affiliation", "HAN"),
            ("nameIdentifier", "0000-0002-1825-0097"),
        ],
        [("namePart", "Raad"), ("roleTerm", "aut")],
    ]


def test_newest_version_is_the_one_that_is_described(visitor, published, member):
    outcome_actions.save_outcome(published, OUTCOME | {"title": "Anders"}, [], by=member, version=published.version)
    version = Outcome.objects.get().version
    outcome_actions.publish_outcome(published, by=member, version=version, change_note="x")

    root = ask(visitor, verb="ListRecords", metadataPrefix="oai_dc")

    assert [title.text for title in root.findall(".//dc:title", N)] == ["Anders"]


def test_draft_is_in_no_answer(visitor, outcome):
    assert error(ask(visitor, verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"
    asked = {"verb": "GetRecord", "identifier": oai.identifier(outcome.pk), "metadataPrefix": "oai_dc"}
    assert error(ask(visitor, **asked)) == "idDoesNotExist"
    assert not [spec for spec in ask(visitor, verb="ListSets").findall(".//o:setSpec", N) if "circle" in spec.text]


def test_text_without_place_in_xml_is_left_out(visitor, published):
    published.versions.update(title="Een \x0b<titel> & \x1fmeer")

    root = ask(visitor, verb="ListRecords", metadataPrefix="oai_dc")

    assert root.find(".//dc:title", N).text == "Een <titel> & meer"


# --- Choosing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"from_": "2026-03-01T12:01:00Z"}, [1, 2]),
        ({"until": "2026-03-01T12:01:00Z"}, [0, 1]),
        ({"from_": "2026-03-01T12:01:00Z", "until": "2026-03-01T12:01:00Z"}, [1]),
        ({"from_": "2026-03-01", "until": "2026-03-01"}, [0, 1, 2]),
        ({"set": "kind:paper"}, [0, 1, 2]),
        ({"set": "circle:lingewaard"}, [0, 1, 2]),
        ({"set": "programme:zorgalliantie"}, [0, 1, 2]),
    ],
)
def test_list_holds_what_was_chosen_to_the_second(visitor, community, member, choice, found):
    publish(community, member, 3)
    Outcome.objects.update(stamped_at=oai.timezone.now())
    for number, pk in enumerate(Outcome.objects.order_by("pk").values_list("pk", flat=True)):
        # Within the second counts as the second.
        moment = NOON + timedelta(minutes=number, milliseconds=700)
        Outcome.objects.filter(pk=pk).update(stamped_at=moment)

    root = ask(visitor, verb="ListRecords", metadataPrefix="oai_dc", **choice)

    assert [title.text for title in root.findall(".//dc:title", N)] == [f"Paper {number}" for number in found]


def test_list_goes_on_where_its_token_says_also_when_moments_are_equal(visitor, community, member, monkeypatch):
    monkeypatch.setattr(oai, "PER_PAGE", 2)
    publish(community, member, 5)
    Outcome.objects.update(stamped_at=NOON)
    root = ask(visitor, verb="ListIdentifiers", metadataPrefix="oai_dc", set="kind:paper")
    pages = [root]
    while (token := pages[-1].find(".//o:resumptionToken", N)) is not None and token.text:
        pages.append(ask(visitor, verb="ListIdentifiers", resumptionToken=token.text))

    found = [entry.text for page in pages for entry in page.findall(".//o:identifier", N)]
    tokens = [page.find(".//o:resumptionToken", N) for page in pages]
    assert found == [oai.identifier(pk) for pk in Outcome.objects.order_by("pk").values_list("pk", flat=True)]
    assert [(token.get("cursor"), token.get("completeListSize")) for token in tokens] == [
        ("0", "5"),
        ("2", "5"),
        ("4", "5"),
    ]
    assert tokens[-1].text is None


def test_list_of_one_page_has_no_token(visitor, published):
    assert ask(visitor, verb="ListRecords", metadataPrefix="oai_dc").find(".//o:resumptionToken", N) is None


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("verb", "queries"), [("ListRecords", 3), ("ListIdentifiers", 2), ("ListSets", 3)])
def test_page_asks_the_same_number_of_questions(
    visitor, community, member, django_assert_num_queries, number, verb, queries
):
    publish(community, member, number)
    arguments = {} if verb == "ListSets" else {"metadataPrefix": "oai_dc"}

    with django_assert_num_queries(queries):
        ask(visitor, verb=verb, **arguments)


# --- Errors -----------------------------------------------------------------------------------------------------

ERRORS = [
    ("", "badVerb"),
    ("verb=Alles", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&set=x", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=gisteren", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-02-02T00:00:00Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02&until=2026-03-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=circle:nergens", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=theme:9999999999999999999999", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=onzin", "noRecordsMatch"),
    ("verb=ListRecords&resumptionToken=verzonnen", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elders:1", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:999999999999999999999999", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=oai:127.0.0.1:999", "idDoesNotExist"),
]


@pytest.mark.parametrize(("query", "code"), ERRORS)
def test_error_has_its_code_and_repeats_only_what_was_understood(visitor, published, query, code):
    root = ElementTree.fromstring(visitor.get(f"{ADDRESS}?{query}").content)

    assert error(root) == code
    assert bool(root.find("o:request", N).attrib) is (code not in ("badVerb", "badArgument"))


def test_asking_writes_nothing_and_other_methods_do_not_exist(visitor, published):
    before = Outcome.objects.values().get()

    ask(visitor, "post", verb="ListRecords", metadataPrefix="oai_dc")

    assert Outcome.objects.values().get() == before
    assert visitor.put(ADDRESS).status_code == 405
    assert reverse("casework:oai") == ADDRESS
