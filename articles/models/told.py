"""What doctors were told: compared with what is there now, whoever changed it and by whatever way."""

from __future__ import annotations

from django.db import models

from articles.models.article import Article
from articles.models.condition import Medicine
from articles.models.question import Question
from articles.models.vocabulary import MedicineStatus
from doctors.models import Doctor


class BylineSnapshot(models.Model):
    """What stood around a doctor's name on one live answer when the doctor was last told. No words of the text."""

    doctor = models.ForeignKey(Doctor, models.CASCADE, related_name="byline_snapshots", db_index=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="byline_snapshots")
    shown = models.JSONField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["doctor", "question"], name="one_snapshot_a_byline")]

    def __str__(self) -> str:
        return f"{self.doctor} · {self.question}"


class BylineJournal(models.Model):
    """What stood around a doctor's name until something else took its place. Gone once the doctor was told.

    The database writes it (`articles/triggers/journal.py`), and `articles/past_neighbours.py` for cards. `was` was
    public: a page as readers saw it, columns of a question or profile, the name of a tag, a card. No constraints: to
    check them PostgreSQL would lock question and doctor, in another order than the verbs do.
    """

    doctor = models.ForeignKey(Doctor, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, related_name="+", db_index=False, db_constraint=False
    )
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, related_name="+", db_index=False, db_constraint=False
    )
    what = models.CharField(max_length=10)
    was = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["doctor", "question"], name="journal_by_byline")]

    def __str__(self) -> str:
        return f"{self.doctor_id} · {self.question_id}: {self.what}"


class DigestState(models.Model):
    """What one doctor's daily mails have told so far: ids of what they spoke of, and the profile as it was then."""

    doctor = models.OneToOneField(Doctor, models.CASCADE, primary_key=True, related_name="digest_state")
    profile = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    taken_at = models.DateTimeField(null=True)
    mailed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.doctor}"


class MedicineNoted(models.Model):
    """The status of a medicine that doctors know of. Another one is told at once, whoever set it."""

    medicine = models.OneToOneField(Medicine, models.CASCADE, primary_key=True, related_name="noted")
    status = models.CharField(max_length=12, choices=MedicineStatus)

    def __str__(self) -> str:
        return f"{self.medicine}: {self.status}"
