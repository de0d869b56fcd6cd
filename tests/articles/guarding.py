"""A doctor's live answer of which they were told all there is: what changes around the name from then on is news."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles import delivering, digesting
from articles.models import LivePage, Question
from doctors.models import Department, Doctor
from tests.signed_rows import sql
from tests.texts import make_published


class Scene:
    """A live answer on leg cramps by Dr. Lin, of which the doctor was told all there is."""

    def __init__(self, editor: User, chief: User, doctor: Doctor, client: Client) -> None:
        self.editor, self.chief, self.doctor, self.client = editor, chief, doctor, client
        self.department = Department.objects.create(name="Surgery", slug="surgery")
        self.article = make_published(editor, doctor, tags=("legs", "sleep"))
        self.question = Question.objects.get(pk=self.article.question_id)
        digesting.send_all()
        delivering.deliver()
        mail.outbox.clear()

    @property
    def page(self) -> LivePage:
        return LivePage.objects.get(question=self.question)

    def tomorrow(self, days: int = 1) -> str:
        """The text of the digest of the next day, or of a later one; empty where there is none."""
        mail.outbox.clear()
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=True):
            digesting.send_all()
            delivering.deliver()
        mine = [message for message in mail.outbox if message.to == ["lin-yunfei@example.org"]]
        return "\n".join(message.body for message in mine)

    def on_page(self, **changes: Any) -> int:
        """Plain SQL on the JSON that the answer page is made of."""
        content = self.page.content
        for path, value in changes.items():
            *way, last = path.split("__")
            place = content
            for step in way:
                place = place[int(step)] if step.isdigit() else place[step]
            place[last] = value
        text = json.dumps(content)
        return sql("UPDATE articles_livepage SET content = %s WHERE article_id = %s", text, self.article.pk)
