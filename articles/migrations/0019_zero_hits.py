"""Words that searches did not find are counted, without anything about who asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0018_search_engine"),
    ]

    operations = [
        migrations.CreateModel(
            name="ZeroHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        help_text="A keyed digest of the words, to know them again without keeping them.",
                        max_length=64,
                        unique=True,
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        help_text="Empty until they were looked for a second time.",
                        max_length=100,
                        verbose_name="words",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "简体中文")], max_length=12, verbose_name="language"
                    ),
                ),
                ("count", models.PositiveIntegerField(default=1, verbose_name="searches")),
                ("last_on", models.DateField(verbose_name="last searched on")),
            ],
            options={
                "verbose_name": "search without an answer",
                "verbose_name_plural": "searches without an answer",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["-count", "-last_on", "id"], name="zero_hit_wanted")],
            },
        ),
    ]
