"""Files of a circle: folders, versions, names that are taken, the quota, and the bin."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from communities.actions.file import (
    add_file,
    add_folder,
    add_version,
    bin_file,
    change_file,
    change_folder,
    erase_file,
    remove_folder,
    restore_file,
)
from communities.models import Community, Folder, Membership, SharedFile
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.files.actions import used_bytes
from leerkring.files.models import File

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeping(community, coordinator) -> Community:
    community.modules = ["files"]
    community.save(update_fields=["modules"])
    return community


def text(name="adressen.txt", words="een"):
    return SimpleUploadedFile(name, words.encode())


@pytest.fixture
def shared(keeping, member) -> SharedFile:
    return add_file(keeping, text(), by=member)


def path(name, row):
    return reverse(f"communities:{name}", kwargs={"slug": row.community.slug, "pk": row.pk})


def list_of(community):
    return reverse("communities:file_list", kwargs={"slug": community.slug})


def story(shared):
    return [(version.number, version.by) for version in shared.versions.all()]


# --- What happens -----------------------------------------------------------------------------------------------


def test_newer_version_takes_the_place_and_the_older_stays(shared, host, member):
    for _time in range(2):
        add_version(shared, text(words="twee"), by=host)

    assert story(shared) == [(2, host), (1, member)]


def test_file_of_a_name_that_is_there_becomes_a_version_or_stands_beside_it(keeping, shared, host):
    assert add_file(keeping, text("Adressen.txt", "twee"), by=host) == shared
    assert add_file(keeping, text(words="twee"), by=host) == shared
    beside = [add_file(keeping, text(words=f"drie {number}"), by=host, beside=True) for number in range(2)]

    assert [row.name for row in beside] == ["adressen (2).txt", "adressen (3).txt"]
    assert shared.versions.count() == 2


def test_same_name_in_another_folder_is_another_file(keeping, shared, host):
    folder = add_folder(keeping, by=host, name="Flyers")

    assert add_file(keeping, text(words="twee"), by=host, folder=folder) != shared


def test_version_of_another_kind_is_refused(shared, host):
    with pytest.raises(Refused, match="ander soort"):
        add_version(shared, text("adressen.csv", "a;b\n1;2\n"), by=host)

    assert File.objects.count() == 1


def test_name_keeps_its_extension_and_is_nobody_elses(keeping, shared, member):
    add_file(keeping, text("lijst.txt", "twee"), by=member)
    row = change_file(shared, by=member, version=1, name="Adressen wijk.txt", folder=None)

    assert row.name == "Adressen wijk.txt"
    with pytest.raises(Refused, match="andere naam"):
        change_file(row, by=member, version=2, name="LIJST", folder=None)
    with pytest.raises(Overtaken):
        change_file(row, by=member, version=1, name="Anders", folder=None)


def test_bin_gives_back_what_it_holds_under_a_free_name(keeping, shared, member):
    for _time in range(2):
        bin_file(shared, by=member)
    add_file(keeping, text(words="nieuw"), by=member)
    for _time in range(2):
        row = restore_file(shared, by=member)

    assert (row.name, row.binned_at) == ("adressen (2).txt", None)
    with pytest.raises(Refused):
        erase_file(shared, by=member)


def test_erasing_takes_all_versions_and_their_bytes(shared, coordinator, host, django_capture_on_commit_callbacks):
    add_version(shared, text(words="twee"), by=host)
    blobs = [file.blob for file in File.objects.all()]
    bin_file(shared, by=coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            erase_file(shared, by=coordinator)

    assert not File.objects.exists()
    assert [blob.storage.exists(blob.name) for blob in blobs] == [False, False]


def test_folder_goes_when_it_is_empty_and_its_name_is_its_own(keeping, host, coordinator):
    folder, same = (add_folder(keeping, by=host, name=name) for name in ("Flyers", "flyers "))
    other = add_folder(keeping, by=host, name="Verslagen")
    assert folder == same
    with pytest.raises(Refused):
        change_folder(other, by=coordinator, version=1, name="FLYERS")
    row = add_file(keeping, text(), by=host, folder=folder)
    bin_file(row, by=host)
    with pytest.raises(Refused, match="niet leeg"):
        remove_folder(folder, by=coordinator)
    erase_file(row, by=coordinator)
    for _time in range(2):
        remove_folder(folder, by=coordinator)

    assert list(Folder.objects.all()) == [other]


def test_quota_is_of_the_circle_and_not_of_the_person(keeping, shared, member, settings):
    settings.CIRCLE_QUOTA_MB = 1
    settings.FILES_QUOTA_MB = 1
    assert used_bytes(member) == 0
    add_version(shared, text(words="a" * 700_000), by=member)
    bin_file(shared, by=member)

    with pytest.raises(Refused, match="prullenbak leeg"):
        add_file(keeping, text("groot.txt", "b" * 700_000), by=member)
    assert File.objects.count() == 2


def test_nothing_is_kept_where_it_is_off_or_over(keeping, shared, member):
    Community.objects.update(modules=[])
    with pytest.raises(Refused, match="staan uit"):
        add_file(keeping, text(words="x"), by=member)
    Community.objects.update(modules=["files"], **CLOSED)
    with pytest.raises(Refused, match="loopt niet"):
        add_version(shared, text(words="x"), by=member)


# --- Who may what -----------------------------------------------------------------------------------------------

PEOPLE = ("visitor", "outsider", "former_member", "alumnus", "staff", "member", "host", "coordinator")
INSIDE, ACTIVE = {"alumnus", "member", "host", "coordinator"}, {"member", "host", "coordinator"}
KEEPERS, NOBODY = {"member", "coordinator"}, set()


@pytest.fixture
def cast(request, community, make):
    alumnus = make.user("Al", "Umnus")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    names = [name for name in PEOPLE if name not in {"visitor", "alumnus"}]
    people = {name: request.getfixturevalue(name) for name in names}
    return people | {"visitor": AnonymousUser(), "alumnus": alumnus}


TABLE = {
    # state: who sees it, adds a version, names and bins it, takes it out, throws it away for good
    "there": (INSIDE, ACTIVE, KEEPERS, NOBODY, NOBODY),
    "in the bin": (KEEPERS, NOBODY, NOBODY, KEEPERS, {"coordinator"}),
    "circle closed": (INSIDE, NOBODY, NOBODY, NOBODY, NOBODY),
    "archived": (INSIDE, NOBODY, NOBODY, NOBODY, NOBODY),
}


@pytest.mark.parametrize("state", list(TABLE))
def test_role_by_state(shared, cast, state, as_user):
    if state == "in the bin":
        bin_file(shared, by=cast["member"])
    elif state != "there":
        Community.objects.update(**CLOSED | {"status": "closed" if state == "circle closed" else "archived"})
    rules = ("view_shared_file", "add_file_version", "change_shared_file", "restore_shared_file", "erase_shared_file")

    found = tuple(
        {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", shared)} for rule in rules
    )

    assert found == TABLE[state]
    url = shared.versions.get().file.get_absolute_url()
    opened = {name for name in PEOPLE if name != "visitor" and as_user(cast[name]).get(url).status_code == 200}
    assert opened == TABLE[state][0]


def test_lists_and_folders_are_for_who_is_in_the_circle(keeping, cast):
    folder = add_folder(keeping, by=cast["host"], name="Flyers")
    for rule, row, wanted in [
        ("view_files", keeping, INSIDE),
        ("add_file", keeping, ACTIVE),
        ("view_folder", folder, INSIDE),
        ("change_folder", folder, {"coordinator"}),
    ]:
        assert {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", row)} == wanted


# --- Pages ------------------------------------------------------------------------------------------------------


def test_pages_carry_a_file_from_upload_to_the_bin_and_back(keeping, member, host, as_user):
    browser = as_user(member)
    browser.post(reverse("communities:folder_create", kwargs={"slug": keeping.slug}), {"name": "Flyers"})
    folder = Folder.objects.get()
    new = reverse("communities:file_create", kwargs={"slug": keeping.slug})
    browser.post(new, {"file": text(), "folder": folder.pk, "beside": ""})
    shared = SharedFile.objects.get()
    as_user(host).post(path("shared_file_version", shared), {"file": text(words="twee")})
    browser.post(path("shared_file_change", shared), {"name": "Wijk", "folder": "", "version": 2})
    assert "Wijk.txt" in browser.get(list_of(keeping)).text
    page = as_user(host).get(path("shared_file_detail", shared)).text
    assert all(version.file.get_absolute_url() in page for version in shared.versions.all())
    browser.post(path("shared_file_bin", shared))
    assert "Wijk.txt" not in browser.get(list_of(keeping)).text
    browser.post(path("shared_file_restore", shared))

    assert "Wijk.txt" in browser.get(list_of(keeping)).text


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"), ("a.html", "<!doctype html><p>"), ("leeg.txt", "")],
)
def test_wrong_files_are_refused(keeping, member, as_user, name, words):
    new = reverse("communities:file_create", kwargs={"slug": keeping.slug})

    page = as_user(member).post(new, {"file": text(name, words), "beside": ""})

    assert page.status_code in (200, 409) and page.context["form"].errors
    assert not SharedFile.objects.exists() and not File.objects.exists()


@pytest.mark.parametrize("folder", ["999", "x", "1" * 40, "-1"])
def test_folder_of_another_circle_or_none_is_refused(keeping, member, as_user, folder):
    new = reverse("communities:file_create", kwargs={"slug": keeping.slug})

    page = as_user(member).post(new, {"file": text(), "folder": folder})

    assert "folder" in page.context["form"].errors


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\nb", "a/b", "x" * 121])
def test_name_that_is_a_path_is_refused(shared, member, as_user, name):
    page = as_user(member).post(path("shared_file_change", shared), {"name": name, "version": 1})

    assert "name" in page.context["form"].errors


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_much_for_more_rows(keeping, member, as_user, number, django_assert_num_queries):
    for count in range(number):
        folder = add_folder(keeping, by=member, name=f"Map {count}")
        add_file(keeping, text(words=f"m{count}"), by=member, folder=folder)
        add_file(keeping, text(f"{count}.txt", f"{count}"), by=member)
        bin_file(add_file(keeping, text(f"b{count}.txt", f"b{count}"), by=member), by=member)
    browser = as_user(member)

    with django_assert_num_queries(7):
        listed = browser.get(list_of(keeping))
    with django_assert_num_queries(7):
        browser.get(folder.get_absolute_url())
    with django_assert_num_queries(4):
        binned = browser.get(reverse("communities:file_bin", kwargs={"slug": keeping.slug}))
    assert len(listed.context["page"]) == len(listed.context["folders"]) == len(binned.context["files"]) == number
