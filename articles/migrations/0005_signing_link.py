"""One-time signing links, a table of their own: no row of another table is touched."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_standing_permission"),
        ("doctors", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "block_digests",
                    models.JSONField(
                        default=list, help_text="[name, digest] in reading order.", verbose_name="block digests"
                    ),
                ),
                (
                    "token_hash",
                    models.CharField(help_text="SHA-256 of what the link carries.", max_length=64, unique=True),
                ),
                ("created_at", models.DateTimeField(verbose_name="sent at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("used", "used"),
                            ("revoked", "revoked"),
                            ("replaced", "replaced by a newer one"),
                            ("guessed", "closed after too many wrong codes"),
                        ],
                        max_length=16,
                        verbose_name="why it ended",
                    ),
                ),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("code_expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(default=0, help_text="Wrong codes since the last code was sent."),
                ),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0, verbose_name="wrong codes")),
                ("codes_sent", models.JSONField(default=list, help_text="When codes were sent within the last hour.")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_links",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_links",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_links_sent",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_links",
                        to="doctors.doctor",
                        verbose_name="doctor",
                    ),
                ),
            ],
            options={
                "verbose_name": "signing link",
                "verbose_name_plural": "signing links",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["article", "doctor"], name="signing_link_by_article")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("article", "doctor"),
                        name="signing_link_one_at_a_time",
                        violation_error_message="A newer link replaces the one before it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_why", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="signing_link_ends_for_a_reason",
                        violation_error_message="A link that ended says why.",
                    ),
                ],
            },
        ),
    ]
