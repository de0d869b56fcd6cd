"""What is to be told by e-mail, until a worker has sent it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_signing_link"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signature_requested", "signature requested"),
                            ("safety_withdrawn", "answer withdrawn for safety"),
                            ("safety_medicine", "medicine restricted or withdrawn"),
                            ("second_factor_removed", "second step taken off"),
                            ("digest", "daily digest"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="facts")),
                (
                    "key",
                    models.CharField(
                        help_text="The same mail is never written twice.",
                        max_length=160,
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="written at")),
                ("not_before", models.DateTimeField(verbose_name="not before")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("problem", models.CharField(blank=True, max_length=120, verbose_name="last problem")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("given_up_at", models.DateTimeField(blank=True, null=True, verbose_name="given up at")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outgoing_mails",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "outgoing mail",
                "verbose_name_plural": "outgoing mails",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_up_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["not_before", "id"],
                        name="outgoing_mail_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sent_at__isnull", True), ("given_up_at__isnull", True), _connector="OR"),
                        name="outgoing_mail_ended_once",
                        violation_error_message="A mail is either sent or given up.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_up_at__isnull", True), ("sent_at__isnull", True)),
                            ("facts", {}),
                            _connector="OR",
                        ),
                        name="outgoing_mail_ended_is_empty",
                        violation_error_message="What a mail was about is not kept once it has ended.",
                    ),
                ],
            },
        ),
    ]
