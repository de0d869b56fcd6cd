"""A kind of mail more: what waits for a doctor on leave is told to the deputy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_byline_journal")]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("signature_requested", "signature requested"),
                    ("left_to_deputy", "waits for a doctor on leave"),
                    ("safety_withdrawn", "answer withdrawn for safety"),
                    ("safety_medicine", "medicine restricted or withdrawn"),
                    ("second_factor_removed", "second step taken off"),
                    ("digest", "daily digest"),
                ],
                max_length=30,
                verbose_name="kind",
            ),
        ),
    ]
