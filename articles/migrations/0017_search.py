"""What readers search through: the words of live answers, how many answers have each, and synonyms of the editors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0016_departments_of_a_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "place",
                    models.BigAutoField(
                        help_text="Answers with short questions first; then by age.", primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(choices=[("en", "English"), ("zh-hans", "简体中文")], max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("causes", "causes"),
                            ("management", "management"),
                            ("is_it_normal", "is it normal"),
                            ("myth", "myth"),
                            ("other", "other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "life_stage",
                    models.CharField(
                        choices=[
                            ("anyone", "anyone"),
                            ("infant", "infants"),
                            ("child", "children"),
                            ("adolescent", "adolescents"),
                            ("adult", "adults"),
                            ("pregnancy", "pregnancy"),
                            ("older_adult", "older adults"),
                        ],
                        max_length=12,
                    ),
                ),
                ("department_id", models.BigIntegerField(null=True)),
                ("doctor_id", models.BigIntegerField()),
                ("leaves_on", models.DateField(help_text="From this day on the answer gets no boost.")),
                (
                    "head",
                    models.TextField(help_text="Question, wordings, names, headings, doctor, tags; the introduction."),
                ),
                ("body", models.TextField(blank=True)),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="search_entry", to="articles.livepage"
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="SearchSynonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        help_text="One or a few words, such as “charley horse”.",
                        max_length=100,
                        verbose_name="what readers say",
                    ),
                ),
                (
                    "meaning",
                    models.CharField(
                        help_text="The words that answers use, such as “leg cramp”.",
                        max_length=100,
                        verbose_name="what answers say",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "简体中文")],
                        default="en",
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
            ],
            options={
                "verbose_name": "search synonym",
                "verbose_name_plural": "search synonyms",
                "ordering": ["language", "words", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "words", "meaning"),
                        name="search_synonym_once",
                        violation_error_message="This synonym is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(choices=[("en", "English"), ("zh-hans", "简体中文")], max_length=12)),
                ("is_head", models.BooleanField()),
                ("word", models.CharField(max_length=40)),
                ("answers", models.IntegerField()),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["word", "language"], name="search_word"),
                    models.Index(
                        condition=models.Q(("answers__lt", 0)), fields=["answers"], name="search_word_below_nought"
                    ),
                ],
            },
        ),
    ]
