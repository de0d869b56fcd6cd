"""Readers follow by mail: who, what, what they wait to be told, and the mails to them."""

import django.db.models.deletion
from django.db import migrations, models

import articles.models.follower


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0019_zero_hits"),
        ("doctors", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "email",
                    models.EmailField(
                        help_text="In small letters.", max_length=254, unique=True, verbose_name="e-mail address"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "简体中文")], max_length=12, verbose_name="language"
                    ),
                ),
                (
                    "seed",
                    models.CharField(
                        default=articles.models.follower.new_seed, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "follower",
                "verbose_name_plural": "followers",
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("zh-hans", "简体中文")], max_length=12, verbose_name="language"
                    ),
                ),
                (
                    "seed",
                    models.CharField(
                        default=articles.models.follower.new_seed, editable=False, max_length=32, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="asked for at")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed at")),
                (
                    "condition",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.condition",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="doctors.doctor",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.question",
                    ),
                ),
                (
                    "reader_question",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.readerquestion",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.tag",
                    ),
                ),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follows", to="articles.follower"
                    ),
                ),
            ],
            options={
                "verbose_name": "follow",
                "verbose_name_plural": "follows",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", True)),
                        fields=["created_at"],
                        name="follow_unconfirmed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "follower"), name="follow_question_once"),
                    models.UniqueConstraint(fields=("tag", "follower"), name="follow_tag_once"),
                    models.UniqueConstraint(fields=("doctor", "follower"), name="follow_doctor_once"),
                    models.UniqueConstraint(fields=("condition", "follower"), name="follow_condition_once"),
                    models.UniqueConstraint(fields=("reader_question", "follower"), name="follow_reader_question_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("condition", None),
                                ("doctor", None),
                                ("question__isnull", False),
                                ("reader_question", None),
                                ("tag", None),
                            ),
                            models.Q(
                                ("condition", None),
                                ("doctor", None),
                                ("question", None),
                                ("reader_question", None),
                                ("tag__isnull", False),
                            ),
                            models.Q(
                                ("condition", None),
                                ("doctor__isnull", False),
                                ("question", None),
                                ("reader_question", None),
                                ("tag", None),
                            ),
                            models.Q(
                                ("condition__isnull", False),
                                ("doctor", None),
                                ("question", None),
                                ("reader_question", None),
                                ("tag", None),
                            ),
                            models.Q(
                                ("condition", None),
                                ("doctor", None),
                                ("question", None),
                                ("reader_question__isnull", False),
                                ("tag", None),
                            ),
                            _connector="OR",
                        ),
                        name="follow_of_one_thing",
                        violation_error_message="A follow is about one thing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowNews",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_end", models.BooleanField()),
                (
                    "follow",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="news",
                        to="articles.follow",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.publication"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("follow", "publication", "is_end"), name="follow_news_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NewsNoted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_end", models.BooleanField()),
                ("noted_at", models.DateTimeField(db_index=True)),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.publication",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("publication", "is_end"), name="news_noted_once")],
            },
        ),
        migrations.CreateModel(
            name="ReadersMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("confirm", "asks whether to follow"),
                            ("news", "news of what is followed"),
                            ("safety", "answer withdrawn for safety"),
                            ("asked", "what became of a reader’s question"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="facts")),
                (
                    "key",
                    models.CharField(
                        help_text="The same mail is never written twice.",
                        max_length=80,
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="written at")),
                ("not_before", models.DateTimeField(verbose_name="not before")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="articles.follower"
                    ),
                ),
            ],
            options={
                "verbose_name": "mail to a reader",
                "verbose_name_plural": "mails to readers",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at__isnull", True)),
                        fields=["not_before", "id"],
                        name="readers_mail_due",
                    )
                ],
            },
        ),
    ]
