"""What import contracts cannot see: a foreign key written as a string crosses apps unseen."""

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from tests.architecture.tree import rings


def app_order():
    """Height of each app, read from the contract so that the order is written down once."""
    return {name.strip("()"): -level for level, ring in enumerate(rings()) for name in ring}


def our_relations():
    order = app_order()
    for model in apps.get_models():
        if model._meta.app_label not in order:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                yield model, field, field.related_model


def test_relations_point_down_the_app_order():
    order = app_order()
    upward = [
        f"{model._meta.label}.{field.name} -> {related._meta.label}"
        for model, field, related in our_relations()
        if related._meta.app_label in order
        and related._meta.app_label != model._meta.app_label
        and order[related._meta.app_label] >= order[model._meta.app_label]
    ]
    assert upward == []


def test_no_relation_goes_anywhere():
    assert [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in app_order()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ] == []
