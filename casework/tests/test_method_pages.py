"""Pages and papers of the methods."""

import io

import pikepdf
import pytest
from django.urls import reverse
from django.utils import translation

from casework.method_paper import method_pdf
from casework.methods import BUILT_IN, find_built_in
from leerkring.core.documents import DocumentError

pytestmark = pytest.mark.django_db


def test_every_method_stands_on_the_page(as_user, member, django_assert_num_queries):
    browser = as_user(member)
    with django_assert_num_queries(5):  # session, person; methods of one's own circles, and where one may add
        page = browser.get(reverse("casework:method_list")).content.decode()
    assert [key for key in BUILT_IN if reverse("casework:method_detail", kwargs={"key": key}) not in page] == []


@pytest.mark.parametrize("key", BUILT_IN)
def test_method_says_its_steps_times_and_rules(key, as_user, member):
    page = as_user(member).get(reverse("casework:method_detail", kwargs={"key": key})).content.decode()
    for step in find_built_in(key).steps:
        assert step.title["nl"] in page
        assert step.instruction["nl"] in page


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("key", BUILT_IN)
def test_every_method_prints_as_an_accessible_pdf(key, language):
    with translation.override(language):
        content = method_pdf(find_built_in(key))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert find_built_in(key).title[language] in str(pdf.docinfo["/Title"])
        assert b"pdfuaid:part" in bytes(pdf.Root.Metadata.read_bytes())


def test_paper_is_set_once_and_then_kept(monkeypatch):
    plan = find_built_in("gossip")
    first = method_pdf(plan)
    monkeypatch.setattr("casework.method_paper.make_pdf", lambda *_a, **_k: pytest.fail("set again"))
    assert method_pdf(plan) == first


def test_page_says_so_when_the_paper_cannot_be_set(as_user, member, monkeypatch):
    def refuse(*_args, **_facts):
        raise DocumentError("no")

    monkeypatch.setattr("casework.method_paper.make_pdf", refuse)
    response = as_user(member).get(reverse("casework:method_as_pdf", kwargs={"key": "gossip"}), follow=True)
    assert response.redirect_chain == [(reverse("casework:method_list"), 302)]
    assert "PDF" in response.content.decode()


def test_unknown_method_is_missing(as_user, member):
    assert as_user(member).get("/intervisie/methoden/onzin/").status_code == 404
