"""How people and papers are named: thirty difficult names, and what pandoc reads back."""

import json
from datetime import date

import pytest
from django.urls import reverse

from casework.citations import Person, Work, apa, apa_names, bibtex, csl_json, highwire, json_ld, ris
from leerkring.core.tests.pandoc import convert

# Family name, first name, prefix → in a list of references, for reference managers, what a Dutch list sorts on.
NAMES = [
    (("Hoekstra", "Marit", ""), "Hoekstra, M.", "Hoekstra, Marit", "hoekstra"),
    (("Plas", "Joris", "van der"), "Van der Plas, J.", "van der Plas, Joris", "plas"),
    (("Boer", "Jan-Willem", "de"), "De Boer, J.-W.", "de Boer, Jan-Willem", "boer"),
    (("Jansen", "Anna Maria", ""), "Jansen, A. M.", "Jansen, Anna Maria", "jansen"),
    (("Smit", "J.P.", ""), "Smit, J. P.", "Smit, J.P.", "smit"),
    (("Smit", "J. P.", ""), "Smit, J. P.", "Smit, J. P.", "smit"),
    (("Hart", "Gert", "'t"), "'t Hart, G.", "'t Hart, Gert", "hart"),
    (("Veld", "Sophie", "in 't"), "In 't Veld, S.", "in 't Veld, Sophie", "veld"),
    (("Ancona", "Hedy", "d'"), "D'Ancona, H.", "d'Ancona, Hedy", "ancona"),
    (("Gravesande", "Willem Jacob", "'s"), "'s Gravesande, W. J.", "'s Gravesande, Willem Jacob", "gravesande"),
    (("Berg", "IJsbrand", "van den"), "Van den Berg, IJ.", "van den Berg, IJsbrand", "berg"),
    (("Vries", "Ĳda", "de"), "De Vries, IJ.", "de Vries, Ĳda", "vries"),
    (("IJzerman", "Theo", ""), "IJzerman, T.", "IJzerman, Theo", "ijzerman"),
    (("Idrissi", "Samira", "el"), "El Idrissi, S.", "el Idrissi, Samira", "idrissi"),
    (("Aydın", "Yusuf", ""), "Aydın, Y.", "Aydın, Yusuf", "aydın"),
    (("Yıldız", "Şebnem", ""), "Yıldız, Ş.", "Yıldız, Şebnem", "yıldız"),
    (("Öztürk", "Ömer", ""), "Öztürk, Ö.", "Öztürk, Ömer", "ozturk"),
    (("Łukaszewicz", "Zofia", ""), "Łukaszewicz, Z.", "Łukaszewicz, Zofia", "łukaszewicz"),
    (("Nguyễn", "Văn An", ""), "Nguyễn, V. A.", "Nguyễn, Văn An", "nguyen"),
    (("Peeters-van Dijk", "Noor", ""), "Peeters-van Dijk, N.", "Peeters-van Dijk, Noor", "peeters-van dijk"),
    (("Van Damme", "Kim", ""), "Van Damme, K.", "Van Damme, Kim", "van damme"),
    (("Ter Horst", "Jean-Pierre", ""), "Ter Horst, J.-P.", "Ter Horst, Jean-Pierre", "ter horst"),
    (("García Márquez", "Ana", ""), "García Márquez, A.", "García Márquez, Ana", "garcia marquez"),
    (("Humboldt", "Alexander", "von"), "Von Humboldt, A.", "von Humboldt, Alexander", "humboldt"),
    (("O'Brien", "Seán", ""), "O'Brien, S.", "O'Brien, Seán", "o'brien"),
    (("Groot Koerkamp", "Erik", ""), "Groot Koerkamp, E.", "Groot Koerkamp, Erik", "groot koerkamp"),
    (("Lieshout", "Wendy", "van"), "Van Lieshout, W.", "van Lieshout, Wendy", "lieshout"),
    (("Oever", "Bas", "op den"), "Op den Oever, B.", "op den Oever, Bas", "oever"),
    (("Ruiter & Zonen", "", ""), "Ruiter & Zonen", "Ruiter & Zonen", "ruiter & zonen"),
    (("Inwonersraad Elst", "", ""), "Inwonersraad Elst", "Inwonersraad Elst", "inwonersraad elst"),
    (("山田", "太郎", ""), "山田, 太.", "山田, 太郎", "山田"),
]


def person(family, given="", particle="", **more) -> Person:
    return Person(family, given, particle, **more)


def work(*people, **changes) -> Work:
    facts = {
        "title": "Van praatje naar plan: 50% & meer",
        "authors": people,
        "on": date(2026, 3, 9),
        "number": "1.1",
        "kind": "Paper",
        "form": "paper",
        "circle": "Lingewaard",
        "programme": "Krachtige Leerkringen",
        "url": "https://leerkring.example/opbrengsten/praatje/v/1.1/",
        "language": "nl",
        "version_label": "Versie 1.1",
        "abstract": "Eén regel.\nEn nog een.",
    }
    return Work(**(facts | changes))


# --- Names ------------------------------------------------------------------------------------------------------


def test_there_are_enough_difficult_names():
    assert len({parts for parts, *_forms in NAMES}) >= 30


@pytest.mark.parametrize(("parts", "cited", "inverted", "sorts_on"), NAMES)
def test_name_in_each_form(parts, cited, inverted, sorts_on):
    somebody = person(*parts)

    assert (somebody.apa, somebody.inverted, somebody.sort_key[0]) == (cited, inverted, sorts_on)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Joris van der Plas", ("Plas", "Joris", "van der")),
        ("Sophie in 't Veld", ("Veld", "Sophie", "in 't")),
        ("Gert ’t Hart", ("Hart", "Gert", "’t")),
        ("Kim Van Damme", ("Damme", "Kim Van", "")),
        ("Anna Maria Jansen", ("Jansen", "Anna Maria", "")),
        ("Inwonersraad", ("Inwonersraad", "", "")),
        ("Jan de", ("de", "Jan", "")),
        ("  Sanne   de  Wit ", ("Wit", "Sanne", "de")),
        ("", ("", "", "")),
    ],
)
def test_name_is_taken_apart(name, parts):
    assert Person.parse(name) == person(*parts)


@pytest.mark.parametrize(("parts", "_cited", "_inverted", "_sorts_on"), NAMES)
def test_name_is_kept_and_read_back(parts, _cited, _inverted, _sorts_on):
    somebody = person(*parts, organisation="ROC De Veste", orcid="0000-0002-1825-0097", ror="05xvt9f17")

    assert Person.from_data(json.loads(json.dumps(somebody.as_data()))) == somebody


def test_authors_as_apa_joins_them():
    people = [person("Hoekstra", "Marit"), person("Plas", "Joris", "van der"), person("Raad")]

    assert apa_names([]) == ""
    assert apa_names(people[:1]) == "Hoekstra, M."
    assert apa_names(people[:2]) == "Hoekstra, M., & Van der Plas, J."
    assert apa_names(people) == "Hoekstra, M., Van der Plas, J., & Raad"


def test_of_more_than_twenty_authors_the_first_nineteen_and_the_last_are_named():
    people = [person(f"Naam{number:02}", "A") for number in range(1, 22)]

    assert apa_names(people[:20]).endswith("Naam19, A., & Naam20, A.")
    assert apa_names(people).endswith("Naam19, A., … Naam21, A.")


# --- References -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "changes", "reference"),
    [
        (
            [person("Hoekstra", "Marit"), person("Plas", "Joris", "van der")],
            {},
            "Hoekstra, M., & Van der Plas, J. (2026). Van praatje naar plan: 50% & meer (Versie 1.1) [Paper]. "
            "Lingewaard, Krachtige Leerkringen. https://leerkring.example/opbrengsten/praatje/v/1.1/",
        ),
        (
            [person("Raad")],
            {"title": "Wie belt?", "programme": "Lingewaard", "doi": "10.5072/abc"},
            "Raad. (2026). Wie belt? (Versie 1.1) [Paper]. Lingewaard. https://doi.org/10.5072/abc",
        ),
        (
            [],
            {"title": "Zonder naam."},
            "Zonder naam (Versie 1.1) [Paper]. (2026). Lingewaard, Krachtige Leerkringen. "
            "https://leerkring.example/opbrengsten/praatje/v/1.1/",
        ),
    ],
)
def test_reference_after_apa(people, changes, reference):
    assert apa(work(*people, **changes)) == reference


TITLES = [
    "Van praatje naar plan: 50% & meer",
    "Kosten € 5 {en} #1_a ~ ^ \\ $x$",
    "Zorg–welzijn: “woordenboek” …",
    "ADHD en de HBO-V",
    "Wie belt, wordt geholpen?",
]


@pytest.mark.parametrize("title", TITLES)
def test_pandoc_reads_our_bibtex_back(title):
    item = convert(bibtex(work(person("Plas", "Joris", "van der"), person("Raad & Zoon"), title=title)), "bibtex")

    assert item["title"].replace('<span class="nocase">', "").replace("</span>", "") == title
    assert item["author"] == [
        {"family": "Plas", "given": "Joris", "dropping-particle": "van der"},
        {"literal": "Raad & Zoon"},
    ]
    assert (item["type"], item["issued"], item["URL"]) == (
        "report",
        {"date-parts": [[2026, 3]]},
        "https://leerkring.example/opbrengsten/praatje/v/1.1/",
    )


@pytest.mark.parametrize("title", TITLES)
def test_pandoc_reads_our_ris_back(title):
    text = ris(work(person("Plas", "Joris", "van der"), title=title))
    item = convert(text, "ris")

    assert text.endswith("ER  - \r\n") and "\n" not in text.replace("\r\n", "")
    assert (item["title"], item["type"], item["issued"]) == (title, "report", {"date-parts": [[2026]]})
    assert "DA  - 2026/03/09\r\n" in text


@pytest.mark.parametrize("title", TITLES)
def test_csl_keeps_the_particle_apart(title):
    [item] = json.loads(csl_json(work(person("Plas", "Joris", "van der"), person("Raad"), title=title)))

    assert item["title"] == title
    assert item["author"] == [
        {"family": "Plas", "given": "Joris", "non-dropping-particle": "van der"},
        {"literal": "Raad"},
    ]
    assert item["issued"] == {"date-parts": [[2026, 3, 9]]}


@pytest.mark.parametrize(
    ("form", "entry", "ris_type", "csl_type", "schema"),
    [
        ("paper", "@techreport{", "RPRT", "report", "Report"),
        ("article", "@article{", "JOUR", "article-journal", "ScholarlyArticle"),
        ("story", "@misc{", "GEN", "document", "CreativeWork"),
    ],
)
def test_each_form_counts_as_its_own(form, entry, ris_type, csl_type, schema):
    text = work(person("Raad"), form=form)

    assert bibtex(text).startswith(entry)
    assert ris(text).startswith(f"TY  - {ris_type}\r\n")
    assert json.loads(csl_json(text))[0]["type"] == csl_type
    assert json_ld(text)["@type"] == schema


def test_key_is_letters_and_digits_and_the_same_each_time():
    assert work(person("Öztürk", "Ömer"), title="Hoe één 2 vragen").key == "ozturk2026n"
    assert work(title="de het een").key == "leerkring2026"


def test_head_of_the_page_names_each_author_with_what_belongs_to_them():
    author = person("Plas", "Joris", "van der", organisation="ROC De Veste", orcid="0000-0002-1825-0097")

    tags = highwire(work(author, person("Raad"), pdf_url="https://leerkring.example/x.pdf"))

    assert tags == [
        ("citation_title", "Van praatje naar plan: 50% & meer"),
        ("citation_author", "van der Plas, Joris"),
        ("citation_author_institution", "ROC De Veste"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("citation_author", "Raad"),
        ("citation_publication_date", "2026/03/09"),
        ("citation_technical_report_institution", "Lingewaard, Krachtige Leerkringen"),
        ("citation_language", "nl"),
        ("citation_abstract_html_url", "https://leerkring.example/opbrengsten/praatje/v/1.1/"),
        ("citation_pdf_url", "https://leerkring.example/x.pdf"),
    ]


def test_linked_data_names_people_and_groups_apart():
    author = person("Plas", "Joris", "van der", organisation="HAN", ror="0500gea42", orcid="0000-0002-1825-0097")

    assert json_ld(work(author, contributors=[person("Raad")]))["author"] == [
        {
            "@type": "Person",
            "@id": "https://orcid.org/0000-0002-1825-0097",
            "name": "Joris van der Plas",
            "givenName": "Joris",
            "familyName": "van der Plas",
            "affiliation": {"@type": "Organization", "name": "HAN", "@id": "https://ror.org/0500gea42"},
        }
    ]
    assert json_ld(work(author, contributors=[person("Raad")]))["contributor"] == [
        {"@type": "Organization", "name": "Raad"}
    ]


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        ("bib", "application/x-bibtex", "@techreport{willems"),
        ("ris", "application/x-research-info-systems", "TY  - RPRT"),
        ("json", "application/vnd.citationstyles.csl+json", "["),
    ],
)
def test_reference_is_a_file_for_everybody(visitor, published, django_assert_num_queries, form, kind, begins):
    address = reverse("casework:version_citation", kwargs={"slug": published.slug, "number": "1.0", "form": form})

    with django_assert_num_queries(1):
        answer = visitor.get(address)

    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{published.slug}-1.0.{form}"'
    assert answer.text.startswith(begins)


def test_reference_in_another_form_or_of_another_version_does_not_exist(visitor, published):
    for number, form in [("1.0", "docx"), ("9.9", "bib")]:
        address = reverse("casework:version_citation", kwargs={"slug": published.slug, "number": number, "form": form})
        assert visitor.get(address).status_code == 404


def test_page_of_a_paper_can_be_found_by_machines(visitor, published):
    page = visitor.get(published.get_absolute_url())

    assert '<meta name="citation_author" content="Willems, Daan">' in page.text
    assert '<script type="application/ld+json">{"@context": "https://schema.org/", "@type": "Report"' in page.text


def test_words_of_a_title_do_not_end_the_block_of_facts(visitor, published):
    published.versions.update(title="</script><script>alert(1)</script>")

    assert "<script>alert" not in visitor.get(published.get_absolute_url()).text
