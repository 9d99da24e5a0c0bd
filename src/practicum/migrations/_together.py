"""One operation that makes all tables of a first migration.

Django draws every related model anew after each operation of a migration. Nearly all of ours are related, by the person,
so that 130 operations took 13 seconds on a new database. Told of all models at once it draws them once.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTogether(Operation):
    """Runs the state's part of `operations` in their order, then makes the tables of the models that they leave."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> Any:
        return (type(self).__name__, [self.operations], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # drawn once, when it is next asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in to_state.apps.get_app_config(app_label).get_models():
            schema_editor.create_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in from_state.apps.get_app_config(app_label).get_models():
            schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Create the tables of {len(self.operations)} operations together"
