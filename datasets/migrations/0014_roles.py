"""The roles of the desk as groups: translator, curator, editor, administrator. Accounts are for superusers alone."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

TEXTS = ("datasetdescription", "sourcedescription", "documentdescription")
VOCABULARIES = (
    "accesslevel", "accessstep", "anatomy", "annotationmethod", "annotationtype", "category", "condition",
    "datalanguage", "fileformat", "kind", "license", "modality", "task", "unit", "usecase",
)  # fmt: skip
LOOKED_AT = (
    *TEXTS, *VOCABULARIES, "dataset", "disagreement", "document", "formerslug", "guide", "guideentry", "source",
    "statement", "changeset", "proposal", "suggestion",
)  # fmt: skip


def some(actions, *models):
    return {f"{action}_{model}" for action in actions.split() for model in models}


TRANSLATOR = some("view", *LOOKED_AT) | some("add change review", *TEXTS)
CURATOR = (
    some("view", *LOOKED_AT)
    | some("add change", "dataset", "statement", "disagreement", "datasetdescription")
    | some("add", "document")
)
EDITOR = (
    TRANSLATOR
    | CURATOR
    | some("publish delete", "dataset")
    | some("delete", "statement", "disagreement", *TEXTS)
    | some("decide", "proposal")
    | some("change", "suggestion")
    | some("add change delete", "formerslug", "document", "source", "guide", "guideentry", *VOCABULARIES)
)
ROLES = {"Translators": TRANSLATOR, "Curators": CURATOR, "Editors": EDITOR}
# They have every permission of the catalogue.
ADMINISTRATORS = "Administrators"


def make(apps, schema_editor):
    # Permissions are made after all migrations; the groups need them now.
    config = apps.get_app_config("datasets")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    every = permission.objects.filter(content_type__app_label="datasets")
    for name, codenames in ROLES.items():
        found = every.filter(codename__in=codenames)
        if missing := codenames - set(found.values_list("codename", flat=True)):
            raise LookupError(f"no such permissions: {sorted(missing)}")
        group.objects.get_or_create(name=name)[0].permissions.set(found)
    group.objects.get_or_create(name=ADMINISTRATORS)[0].permissions.set(every)


class Migration(migrations.Migration):
    dependencies = [
        ("datasets", "0013_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
