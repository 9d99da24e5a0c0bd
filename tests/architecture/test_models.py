"""Rules that every model keeps."""

import pytest
from django.apps import apps
from django.db import models

MODELS = sorted(apps.get_app_config("practicum").get_models(), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_model_names_its_personal_data(model: type[models.Model]) -> None:
    named = vars(model).get("personal_data")
    assert isinstance(named, tuple), "declare personal_data (empty when there is none)"
    assert set(named) <= {field.name for field in model._meta.get_fields()}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_on_record_is_deleted_with_something_else(model: type[models.Model]) -> None:
    cascades = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascades == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_models_hold_no_verbs(model: type[models.Model]) -> None:
    allowed = {"get_full_name", "get_short_name"}
    own = {name for name, value in vars(model).items() if callable(value) and not name.startswith("_")}
    written_here = {name for name in own if getattr(vars(model)[name], "__module__", "").startswith("practicum.")}
    assert written_here - allowed - {"DoesNotExist", "MultipleObjectsReturned", "Meta"} == set()


def test_database_has_what_the_models_say(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
