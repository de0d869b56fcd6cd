"""A question is open, or was decided on, on a day and, where it was declined, for a reason."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0022_reader_questions_decided")]

    operations = [
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=Q(state="declined") & ~Q(declined_because="") | ~Q(state="declined") & Q(declined_because=""),
                name="reader_question_declined_why",
                violation_error_message="A declined question says why; no other one does.",
            ),
        ),
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=Q(state="open", decided_on=None) | ~Q(state="open") & Q(decided_on__isnull=False),
                name="reader_question_decided_when",
                violation_error_message="A question is decided on from the day it leaves the queue.",
            ),
        ),
    ]
