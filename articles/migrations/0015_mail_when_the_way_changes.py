"""A kind of mail more: the address of a doctor that is told nothing any more is told that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_publication_open_says_nothing")]

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
                    ("way_changed", "a doctor’s account or address changed"),
                    ("digest", "daily digest"),
                ],
                max_length=30,
                verbose_name="kind",
            ),
        ),
    ]
