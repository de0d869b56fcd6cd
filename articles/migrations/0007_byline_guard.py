"""What doctors were told of what stands around their names, to be compared with what is there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_outgoing_mail"),
        ("doctors", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BylineSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shown", models.JSONField()),
                ("taken_at", models.DateTimeField()),
                (
                    "doctor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="byline_snapshots",
                        to="doctors.doctor",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="byline_snapshots",
                        to="articles.question",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("doctor", "question"), name="one_snapshot_a_byline"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DigestState",
            fields=[
                (
                    "doctor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="digest_state",
                        serialize=False,
                        to="doctors.doctor",
                    ),
                ),
                ("profile", models.JSONField(default=dict)),
                ("told", models.JSONField(default=dict)),
                ("taken_at", models.DateTimeField(null=True)),
                ("mailed_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="MedicineNoted",
            fields=[
                (
                    "medicine",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="noted",
                        serialize=False,
                        to="articles.medicine",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("normal", "normal"), ("restricted", "restricted"), ("withdrawn", "withdrawn")],
                        max_length=12,
                    ),
                ),
            ],
        ),
    ]
