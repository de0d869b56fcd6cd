"""Words that may mean an emergency, as data that chief editors own."""

from django.db import migrations, models

import articles.models.red_flag


class Migration(migrations.Migration):
    dependencies = [("articles", "0023_reader_question_rules")]

    operations = [
        migrations.CreateModel(
            name="RedFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="For editors: “bleeding in pregnancy”.", max_length=100, verbose_name="name"
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
                (
                    "groups",
                    models.TextField(
                        help_text="One group a line, phrases between commas. A question is stopped where it holds a phrase of every group. The words of a phrase may stand apart and in any order, those in quotation marks stand together; endings and one typo are allowed for. “#” is any number. Words after a minus are harmless where they stand just so: “去死, -去死皮”.",
                        max_length=4000,
                        validators=[articles.models.red_flag.sound_groups],
                        verbose_name="words",
                    ),
                ),
                (
                    "card",
                    models.CharField(
                        choices=[
                            ("body", "call for help"),
                            ("mind", "thoughts of suicide: call, and do not stay alone"),
                        ],
                        default="body",
                        max_length=10,
                        verbose_name="card",
                    ),
                ),
                (
                    "may_be_general",
                    models.BooleanField(
                        default=True,
                        help_text="Whoever says that nobody has these signs now can go on and ask. Never for thoughts of suicide.",
                        verbose_name="may be asked in general",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "red flag",
                "verbose_name_plural": "red flags",
                "ordering": ["language", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "name"),
                        name="red_flag_once_a_language",
                        violation_error_message="There is a red flag of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(card="mind", may_be_general=True),
                        name="red_flag_suicide_is_never_general",
                        violation_error_message="Thoughts of suicide are never asked about in general.",
                    ),
                ],
            },
        ),
    ]
