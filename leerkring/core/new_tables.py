"""Making the tables of an app in one go, for the migration that a new database takes."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class NewTables(SeparateDatabaseAndState):
    """Several steps that make tables, each table made once and as it is after the last of them.

    Django renders all models that hang together again for each step: with a hundred tables that took most of the time
    of a new database. Here they are rendered once. A step about a table that was there before is a ``ValueError``.
    """

    def __init__(self, steps: Sequence[Operation]) -> None:
        super().__init__(state_operations=list(steps))
        made = {name.lower() for name in self._names()}
        for step in steps:
            if not isinstance(step, CreateModel) and getattr(step, "model_name", "") not in made:
                raise ValueError(f"{step.describe()}: that table is not made here.")

    def deconstruct(self) -> tuple[str, Sequence[Sequence[Operation]], dict[str, object]]:
        return type(self).__qualname__, [self.state_operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # What has been rendered would be rendered again by each step.
        state.clear_delayed_apps_cache()
        vars(state).pop("apps", None)
        super().state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for name in self._names():
            model = to_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for name in reversed(self._names()):
            model = from_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def _names(self) -> list[str]:
        return [step.name for step in self.state_operations if isinstance(step, CreateModel)]
