"""Every model of the portal says what it holds about people, and each way to a person has its end."""

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.html import escape

from leerkring.accounts.models import User
from leerkring.accounts.privacy.registry import _more, all_held, all_periods, all_processings, impersonal, said
from leerkring.core.retention import Period
from leerkring.notifications.schedule import all_erasers

WAYS = ("goes", "stays", "acts", "under", "keeps")


@pytest.mark.promise(17)
def test_each_model_is_declared_once(figure):
    declared = [row.model for row in all_held()] + list(impersonal())
    known = [model._meta.label for model in apps.get_models(include_auto_created=True)]

    figure(f"{len(known)} models, {len(known) - len(list(impersonal()))} of them hold something about people")
    assert sorted(declared) == sorted(known)


@pytest.mark.parametrize("row", list(all_held()), ids=lambda row: row.model)
def test_each_way_to_a_person_is_exported_and_ends(row):
    people = {field.name for field in row.model_class._meta.concrete_fields if field.related_model is User}

    declared = {path for way in WAYS for path in getattr(row, way) if path != "pk"}

    # What a model has no field for is a path through another row.
    assert people == {path for path in declared if "__" not in path}


@pytest.mark.parametrize("row", list(all_held()), ids=lambda row: row.model)
def test_what_is_declared_is_there_and_can_be_emptied(row):
    fields = {field.name: field for field in row.model_class._meta.concrete_fields}
    named = {
        name for way in ("goes_at", "stays_at", "clears", "names", "marks", "hides") for name in getattr(row, way)
    }
    assert named <= fields.keys()

    for path in row.mine + row.acts:
        row.rows.filter(**{path: 0}).query.sql_with_params()
    for path in row.stays:
        assert fields[path].null or fields[path].remote_field.on_delete is models.CASCADE


def test_nothing_impersonal_points_at_a_person():
    pointing = [
        name
        for name in impersonal()
        for field in apps.get_model(name)._meta.concrete_fields
        if field.related_model is User
    ]

    assert pointing == []


def test_nothing_is_erased_by_time_but_what_is_declared():
    declared = {row.model for row in all_held()} | impersonal().keys()

    assert _more.keys() <= declared
    # The other work of the sweep: people who asked to be erased, and copies that a worker dropped.
    assert all_erasers().keys() == {"accounts.erasures", "accounts.waiting_exports"}


def test_period_without_what_carries_it_out_does_not_exist():
    with pytest.raises(TypeError):
        Period("a year", "delete")


def test_register_says_what_the_run_does():
    told = [line for processing in all_processings() for line in processing.ends]

    run = [said(model, period) for model, period in all_periods() if model not in impersonal()]
    assert sorted(told) == sorted(run)
    assert len(run) > 25


@pytest.mark.parametrize("processing", all_processings(), ids=lambda each: each.name)
def test_what_is_exported_says_where_it_is_corrected_or_why_not(processing, as_user, member):
    assert processing.change or processing.correct
    page = as_user(member).get(reverse("accounts:data")).text

    if processing.change:
        assert f'href="{processing.change_url}"' in page
        assert as_user(member).get(processing.change_url).status_code in (200, 302)
    if processing.correct:
        assert escape(str(processing.correct)) in page
