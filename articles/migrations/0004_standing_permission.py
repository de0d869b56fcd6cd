"""Corrections of spelling under a doctor's standing permission. A new table, and two columns that old rows leave empty,
so that no row of a signature is written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_redaction"),
        ("doctors", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="read_signature",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="delegated",
                to="articles.signature",
                verbose_name="signature that was read",
            ),
        ),
        migrations.CreateModel(
            name="StandingPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("granted_at", models.DateTimeField(verbose_name="allowed at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "doctor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_permissions",
                        to="doctors.doctor",
                        verbose_name="doctor",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permissions_granted",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="allowed by",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permissions_revoked",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
            ],
            options={
                "verbose_name": "standing permission",
                "verbose_name_plural": "standing permissions",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["doctor", "-id"], name="permission_by_doctor")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("doctor",),
                        name="one_open_permission_a_doctor",
                        violation_error_message="This doctor allows corrections of spelling already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(
                                ("revoked_at__gte", models.F("granted_at")),
                                ("revoked_at__isnull", False),
                                ("revoked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="permission_ends_after_it_began",
                        violation_error_message=(
                            "The end of a permission needs a moment after its beginning, and an account."
                        ),
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="signature",
            name="standing_permission",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="articles.standingpermission",
                verbose_name="standing permission",
            ),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("standing_permission__isnull", False)),
                fields=["standing_permission"],
                name="signature_by_permission",
            ),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("read_signature__isnull", False)),
                fields=["read_signature"],
                name="signature_by_read",
            ),
        ),
    ]
