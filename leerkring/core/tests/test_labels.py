from django.utils import translation

from communities.models import Membership
from leerkring.core.labels import label_of


def test_label_is_the_word_in_the_language_of_now():
    with translation.override("nl"):
        assert label_of(Membership.Role, "student") == "student"
        assert label_of(Membership.Role, "manager") == str(Membership.Role.MANAGER.label)
    with translation.override("en"):
        assert label_of(Membership.Role, "resident") == "resident"


def test_label_is_the_value_when_it_is_no_choice():
    assert label_of(Membership.Role, "") == ""
    assert label_of(Membership.Role, "jester") == "jester"


def test_members_say_their_words_as_django_would():
    member = Membership(role="resident", second_role="coordinator", sector="residents", study_level="mbo4")
    for name in ("role", "second_role", "sector", "study_level"):
        field = Membership._meta.get_field(name)
        assert getattr(member, f"get_{name}_display")() == member._get_FIELD_display(field)
