"""The index: kept, forgotten, made anew, asked."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from leerkring.search import index, sources
from leerkring.search.index import Words, forget, keep, likeliest, matching
from leerkring.search.models import Entry
from leerkring.search.sources import Source, fill_empty, reindex
from leerkring.search.words import wanted

pytestmark = pytest.mark.django_db
HOSTILE = [
    "'", '"', "' OR 1=1 --", '" OR "', "title:x", "NEAR(a b)", "a AND b", "a OR", "NOT", "^x", "x*", "-x", "(", "%",
    "_", "__", "\\", "<->", "!", "&", "|", "a:*", "😀", "٣", "ß", "Ωμέγα", "𝒳", "İ", "x" * 5_000, "ﬀ", "Ⅷ", "a_b", "½",
]  # fmt: skip


def found(words, source="t"):
    return sorted(row["object_id"] for row in matching(source, wanted(words)))


def test_keep_finds_by_title_summary_and_text_in_other_forms():
    keep("t", [Words(1, "Eenzame ouderen"), Words(2, "Iets", "over eenzaamheid"), Words(3, "x", "y", "eenzaam")])

    assert found("eenzaamheid") == [1, 2, 3]
    assert found("eenzaamheid oudere") == [1]
    assert found("eenzaamheid jongeren") == []


def test_keep_again_replaces_and_twice_is_once():
    for _turn in range(2):
        keep("t", [Words(1, "Eerst wijk")])
    keep("t", [Words(1, "Daarna straat")])

    assert found("wijk") == []
    assert found("straat") == [1]
    assert Entry.objects.count() == 1


def test_sources_do_not_find_each_others_things():
    keep("t", [Words(1, "Wijk")])
    keep("u", [Words(1, "Straat")])

    assert (found("wijk", "t"), found("wijk", "u")) == ([1], [])


def test_forget_takes_out_and_twice_is_harmless():
    keep("t", [Words(1, "Wijk"), Words(2, "Wijk")])

    for _turn in range(2):
        forget("t", [1])

    assert found("wijk") == [2]


def test_index_goes_back_with_the_transaction():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        keep("t", [Words(1, "Wijk")])
        _ = 1 / 0

    assert found("wijk") == []


@pytest.mark.parametrize("words", HOSTILE)
def test_any_string_can_be_kept_and_looked_for(words):
    keep("t", [Words(1, words, words, words)])

    assert set(found(words) if wanted(words) else []) <= {1}


def test_text_of_any_length_can_be_kept():
    keep("t", [Words(1, "Lang", " ".join(f"woord{number}" for number in range(20_000)), "wijk " * 50_000)])

    assert found("wijk woord19999") == [1]


def test_no_words_are_left_of_what_was_forgotten():
    """Erased means gone, from the tables of the database too."""
    keep("t", [Words(1, "Kanariewoord")])
    assert found("kanariewoord") == [1]
    forget("t", [1])

    assert not Entry.objects.exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in ("search_text", "search_title"):
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {table} MATCH '\"kanariewoord\"'")
                assert cursor.fetchone() == (0,)


@pytest.fixture
def source(monkeypatch):
    """A source of three things."""
    things = {1: "Wijk", 2: "Straat", 3: "Plein"}
    made = Source("t", lambda: sorted(things), list, lambda pk: Words(pk, things[pk]))
    monkeypatch.setattr(sources, "_sources", {"t": made})
    monkeypatch.setattr(sources, "BATCH", 2)
    return made


def test_reindex_makes_anew_and_drops_what_is_gone(source):
    keep("t", [Words(1, "Oud"), Words(9, "Weg")])

    assert list(reindex(source)) == [(0, 3), (2, 3), (3, 3)]

    assert (found("wijk"), found("oud"), found("weg")) == ([1], [], [])
    assert Entry.objects.count() == 3


def test_reindex_command_says_how_much(source):
    out = StringIO()

    call_command("reindex", stdout=out)

    assert out.getvalue().strip() == "t\t3"


def test_fill_empty_fills_once(source):
    assert [fill_empty(), fill_empty()] == [3, 0]


# --- The likeliest, of some of the words


def likely(words, among=range(1_000), source="t", most=10):
    within = Entry.objects.filter(object_id__in=among).values("object_id")
    return likeliest(source, wanted(words), within=within, most=most)


def test_likeliest_finds_some_of_the_words_and_puts_most_of_them_first():
    keep(
        "t", [Words(1, "Wijk, plein"), Words(2, "Wijk en buurt"), Words(3, "Muziek"), Words(4, "Buurtmoeders, plein")]
    )
    keep("other", [Words(5, "Wijk")])

    assert likely("wijk buurt")[0] == 2
    assert sorted(likely("wijk buurt")) == [1, 2, 4]
    assert likely("wijk buurt", among=[1, 3]) == [1]
    assert len(likely("wijk buurt", most=1)) == 1
    assert likely("niets") == likely("") == []


@pytest.mark.parametrize("words", HOSTILE)
def test_likeliest_is_not_upset_by_what_somebody_types(words):
    keep("t", [Words(1, "Wijk")])
    assert likely(f"{words} wijk") == [1]


@pytest.mark.grown
def test_likeliest_looks_for_words_that_are_everywhere_two_by_two(monkeypatch):
    monkeypatch.setattr(index, "MOST_RANKED", 30)
    texts = {at: f"{'wijk ' * (at % 2 == 0)}{'buurt ' * (at % 3 == 0)}woord{at}" for at in range(1, 200)}
    keep("t", [Words(at, text) for at, text in texts.items()])
    keep("few", [Words(at, "wijk") for at in range(1, 5)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")

    # A third of them, and half of them, would be too many; in both a sixth is not.
    assert sorted(likely("wijk buurt", most=100)) == list(range(6, 200, 6))
    assert likely("woord7 wijk buurt", most=100)[0] in {7, *range(6, 200, 6)}
    assert 7 in likely("woord7 wijk buurt", most=100)
    assert sorted(likely("wijk", source="few")) == [1, 2, 3, 4]
