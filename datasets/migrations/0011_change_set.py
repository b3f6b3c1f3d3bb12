from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    """A revision is a change set by now, and is called one."""

    dependencies = [
        ("datasets", "0010_change_sets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RenameModel("Revision", "ChangeSet")]
