"""Relations say that an entry is an edition of another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0016_incoming")]

    operations = [
        migrations.AlterField(
            model_name="datasetrelation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mirror-of", "mirror of"),
                    ("subset-of", "subset of"),
                    ("includes", "includes"),
                    ("derived-from", "derived from"),
                    ("shares-subjects-with", "shares subjects with"),
                    ("successor-of", "successor of"),
                    ("edition-of", "edition of"),
                    ("part-of-series", "part of the series"),
                ],
                max_length=20,
            ),
        ),
    ]
