"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

APPS = ["leerkring", "communities", "meetings", "casework"]
ROOT = Path(settings.BASE_DIR)
# What may follow `.objects`: the door itself, and the two that show only what everybody may see.
DOORS = {"permitted", "mark_permissions", "published", "active"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Mails are pages without a stylesheet of their own origin: their one <style> is put inline by css-inline.
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]
INLINE = re.compile(r"<style\b|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son[a-z]+=|javascript:", re.I)
UNSAFE = re.compile(r"\|\s*safe\b|mark_safe|{%\s*autoescape\s+off|\|\s*safeseq")

TAG = re.compile(r"{%.*?%}|{#.*?#}", re.S)
# Rows beside a row that has passed the door, each with the reason why it needs none of its own.
BESIDE_THE_DOOR = {
    "casework/views/case.py:_names_around": "names that a case may not hold; the case is the reader's own",
    "casework/views/outcome.py:_author_forms": "who may be chosen as author of an outcome the reader may change",
    "casework/views/reflection.py:_get": "the shares of a reflection that has passed the door",
    "leerkring/notifications/settings_views.py:_subscription": "the link itself is the permission",
}


def view_modules() -> Iterator[Path]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "tests" not in path.parts and ("views" in path.parts or path.name.endswith("views.py")):
                yield path


def bare_objects(tree: ast.AST) -> Iterator[str]:
    """Yield the function of each ``X.objects`` that goes neither through a door nor to ``get_permitted_or_404``."""
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and not _has_door(node, parents):
            yield _function_of(node, parents)


def _function_of(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    while node in parents and not isinstance(node, ast.FunctionDef):
        node = parents[node]
    return getattr(node, "name", "module")


def _has_door(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Follow the chain of calls upwards: ``X.objects.select_related(…).permitted(…)``, and what it is given to."""
    while (parent := parents.get(node)) is not None:
        if isinstance(parent, ast.Attribute):
            if parent.attr in DOORS:
                return True
        elif isinstance(parent, ast.Call):
            if parent.func is not node:
                return _gives_to_the_door(parent)
        elif isinstance(parent, ast.Assign | ast.arguments | ast.FunctionDef):
            # A queryset with a name is judged where the name is given on: by the tests of each role.
            return _is_given_on(parent, parents)
        else:
            return False
        node = parent
    return False


def _gives_to_the_door(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in {"get_permitted_or_404", "_get", "deed"}


def _is_given_on(parent: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether every use of the assigned name is in a door's chain or given to ``get_permitted_or_404``."""
    if isinstance(parent, ast.arguments):
        return True
    if not isinstance(parent, ast.Assign) or not isinstance(parent.targets[0], ast.Name):
        return False
    scope = parents[parent]
    uses = [
        node
        for node in ast.walk(scope)
        if isinstance(node, ast.Name) and node.id == parent.targets[0].id and isinstance(node.ctx, ast.Load)
    ]
    return bool(uses) and all(_has_door(use, parents) or _is_again(use, parents) for use in uses)


def _is_again(use: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the name is refined further: ``rows = rows.filter(…)``, judged by its later uses."""
    node = use
    while not isinstance(node, ast.Assign | ast.stmt):
        node = parents[node]
    return isinstance(node, ast.Assign)


def test_views_reach_rows_only_through_the_door():
    found = {
        f"{path.relative_to(ROOT)}:{function}"
        for path in view_modules()
        for function in bare_objects(ast.parse(path.read_text()))
    }
    assert found == set(BESIDE_THE_DOOR)


@pytest.mark.parametrize(
    ("code", "is_bare"),
    [
        ("rows = Case.objects.filter(owner=user)\nrender(rows)", True),
        ("render(Case.objects.all())", True),
        ("Case.objects.get(pk=1)", True),
        ("rows = Case.objects.permitted(user, 'x')", False),
        ("rows = Case.objects.select_related('a').permitted(user, 'x')", False),
        ("get_permitted_or_404(Case.objects, user, 'x', pk=1)", False),
        ("rows = Case.objects.select_related('a')\nget_permitted_or_404(rows, user, 'x')", False),
        ("rows = Outcome.objects.published()", False),
    ],
)
def test_rule_knows_a_door_from_a_hole(code, is_bare):
    assert bool(list(bare_objects(ast.parse(code)))) == is_bare


# These translate at once; what stands in a module is read when the process starts, in the language of nobody.
AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}


def frozen_words(tree: ast.Module) -> Iterator[int]:
    """Yield the line of each text that is translated while its module is loaded."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    at_once = {
        name.asname or name.name
        for node in imports
        if node.module == "django.utils.translation"
        for name in node.names
        if name.name in AT_ONCE
    }
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in at_once:
            yield node.lineno
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            # Its body runs later, its defaults do not.
            waiting += [each for each in [*node.args.defaults, *node.args.kw_defaults] if each is not None]
        else:
            waiting += ast.iter_child_nodes(node)


def test_words_are_translated_when_they_are_read():
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts]
    found = [
        (str(path.relative_to(ROOT)), line) for path in paths for line in frozen_words(ast.parse(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("WORDS = {1: _('late')}", [2]),
        ("class A:\n    label = _('late')", [3]),
        ("def f(label=_('late')): ...", [2]),
        ("def f():\n    return _('late')", []),
        ("WORDS = lazy('late')", []),
    ],
)
def test_rule_knows_words_that_are_frozen(code, lines):
    imports = "from django.utils.translation import gettext as _, gettext_lazy as lazy\n"
    assert list(frozen_words(ast.parse(imports + code))) == lines


def test_pages_hold_no_script_or_style_of_their_own():
    found = [
        (str(path.relative_to(ROOT)), hit[0])
        for path in PAGES
        if (hit := INLINE.search(TAG.sub("", path.read_text())))
    ]
    assert found == []


def test_templates_trust_no_text():
    found = [(str(path.relative_to(ROOT)), hit[0]) for path in TEMPLATES if (hit := UNSAFE.search(path.read_text()))]
    assert found == []


def test_templates_stay_short():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in TEMPLATES}
    assert {path: length for path, length in lengths.items() if length > 150} == {}


def test_modules_and_functions_stay_short():
    long = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            text = path.read_text()
            name = str(path.relative_to(ROOT))
            if len(text.splitlines()) > 400:
                long.append(name)
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50:
                    long.append(f"{name}: {node.name}")
    assert long == []
