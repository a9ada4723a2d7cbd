"""Foreign keys point down the storeys too: a string foreign key hides a cycle from every linter."""

from django.apps import apps

from tests.architecture.storeys import storeys


def room(model) -> str:
    return model.__module__.split(".")[1]


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("varde.")]


def test_foreign_keys_point_down():
    height = storeys()
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in ours()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model.__module__.startswith("varde.")
        if room(model) != room(field.related_model) and height[room(model)] >= height[room(field.related_model)]
    ]
    assert upward == []


def test_the_log_has_no_foreign_keys():
    fields = [field for model in ours() if room(model) == "audit" for field in model._meta.get_fields()]
    assert fields
    assert [str(field) for field in fields if field.is_relation] == []


def test_every_table_about_a_patient_names_the_patient():
    """Whatever hangs on a table with patient_id has the column itself: the policies and the shards go by it."""
    by_patient = {model for model in ours() if any(f.column == "patient_id" for f in model._meta.concrete_fields)}
    assert by_patient
    orphans = [
        model._meta.label
        for model in ours()
        if model not in by_patient
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in by_patient
    ]
    assert orphans == []
