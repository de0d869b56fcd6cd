"""Sample answers for load tests, assembled from short word lists: the same number always gives the same document. Pure.

There are 150 bodies (25 parts of the body × 6 complaints). A document is one of them with its running number in the
question and the introduction, so that no two are the same. Nothing in them is advice: no doses, no medicines, and the
words "generated sample" stand in each question, byline and condition.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from articles.parsing import Audience, CareCard, Cause, Document, Reference, Section
from articles.parsing.documents import LifeStage

DOCTORS: Final = 20
#: Part of the body, its area on the site, its department.
PARTS: Final = tuple(
    tuple(entry.split("|"))
    for entry in (
        "knee|legs|Orthopaedics", "hip|legs|Orthopaedics", "ankle|legs|Sports medicine", "foot|legs|Podiatry",
        "calf|legs|Vascular medicine", "thigh|legs|Sports medicine", "hand|arms|Rheumatology",
        "wrist|arms|Orthopaedics",
        "elbow|arms|Sports medicine", "shoulder|arms|Rehabilitation", "neck|back|Rehabilitation",
        "lower back|back|Orthopaedics", "upper back|back|Pain medicine", "jaw|mouth|Dentistry",
        "tongue|mouth|Dentistry",
        "scalp|skin|Dermatology", "forehead|head|Neurology", "eyelid|eyes|Ophthalmology",
        "ear|ear_nose_throat|Ear, nose and throat", "nose|ear_nose_throat|Allergy clinic",
        "throat|ear_nose_throat|Ear, nose and throat", "chest|chest|Cardiology", "stomach|abdomen|Gastroenterology",
        "belly|abdomen|General practice", "skin|skin|Dermatology",
    )
)  # fmt: skip
COMPLAINTS: Final = ("ache", "itch", "tingle", "feel stiff", "feel warm", "feel sore")
MOMENTS: Final = (
    *("after gardening", "in the morning", "at night", "after a long walk", "in cold weather", "on hot days"),
    *("after sitting still", "during exam weeks", "after lifting boxes", "on long journeys", "after a swim"),
    *("when the air is dry", "after a late meal", "during stressful days", "after cycling", "in the evening"),
    *("when I get up", "after new exercise", "after a poor night", "while I work at a screen", "after housework"),
    *("in spring", "when I am tired", "after carrying a bag", "before bedtime"),
)
EVERYDAY: Final = (
    ("Sitting still for long", "Tissue likes to be moved. After hours in one place it can feel odd for a while.",
     "Stand up every hour and walk a few steps."),
    ("A new kind of exercise", "Parts that are not used to work tell you so for a day or two.",
     "Start with little, and add a bit each week."),
    ("Cold or dry air", "Small vessels become narrow in the cold, and dry air takes water from the surface.",
     "Dress warmly and drink something with each meal."),
    ("Too little sleep", "A tired body notices small signals more. After rest they often fade.",
     "Keep the same bedtime for a week."),
    ("Stress and tension", "Muscles stay half tense while the mind is busy, and that can be felt.",
     "A short walk or slow breathing helps many people."),
    ("Tight clothes or straps", "Pressure from outside can slow the flow and press on small nerves.",
     "Choose something wider for some days and see."),
    ("Growing older", "With the years, tissue holds less water and needs longer to recover.",
     "Move a little every day; it counts more than strength."),
)  # fmt: skip
MEDICAL: Final = (
    ("strain", "A fibre was pulled too far. It hurts when you use it and calms down at rest.",
     "the pain does not ease within two weeks."),
    ("irritation", "The surface became sore and reacts to touch more than usual.",
     "it spreads, or you feel unwell."),
    ("inflammation", "The body sends more blood to repair something, so the place becomes warm and swollen.",
     "it is hot, red, and getting worse."),
    ("nerve pressure", "A nerve is squeezed on its way. It answers with tingling or a numb feeling.",
     "you lose strength or feeling."),
    ("overuse syndrome", "The same small movement, again and again, leaves no time for repair.",
     "it comes back each time you start again."),
    ("sensitivity", "Some people react strongly to things that do not trouble others.",
     "you cannot find out what sets it off."),
)  # fmt: skip
_THEMES: Final = (
    *("sleep", "sport", "work", "travel", "food", "weather", "stress", "posture", "shoes", "screens"),
    *("sitting", "lifting", "walking", "swimming", "cycling", "gardening", "heat", "cold", "evening", "morning"),
)
_ASPECTS: Final = (
    *("basics", "tips", "causes", "self-care", "relief", "prevention", "checks", "habits", "questions", "routines"),
)
#: 200 tags; the first ones are carried by many answers, the last ones by few.
TAGS: Final = tuple(f"{theme} {aspect} (sample)" for aspect in _ASPECTS for theme in _THEMES)
_ZIPF: Final = tuple(accumulate(1 / rank for rank in range(1, len(TAGS) + 1)))
_STAGES: Final[tuple[LifeStage, ...]] = (
    *("adult", "anyone", "adult", "anyone", "adult", "older_adult", "adult", "anyone", "adolescent", "adult"),
    *("anyone", "adult", "older_adult", "adult", "anyone", "child", "adult", "anyone", "adult", "pregnancy"),
)
BODIES: Final = len(PARTS) * len(COMPLAINTS)


@dataclass(frozen=True, slots=True)
class Generated:
    """A document, and what its file would not say: where it stands on the site, who signs second (counted from 1)."""

    document: Document
    body: int
    body_area: str
    doctor: int
    second: int | None


def condition_name(part: str, ending: str) -> str:
    return f"{part.capitalize()} {ending} (generated sample)"


def condition_names() -> list[str]:
    """The 150 conditions that generated answers name."""
    return [condition_name(part[0], ending[0]) for part in PARTS for ending in MEDICAL]


def doctor_name(number: int) -> str:
    return f"Generated Sample {number}"


def body_of(number: int) -> int:
    """Which of the 150 bodies the document of this running number has."""
    return (number - 1) % BODIES


def generate(number: int, body: int | None = None) -> Generated:
    """The document of this running number, from 1; with `body`, that body under this number."""
    body = body_of(number) if body is None else body
    part, area, department = PARTS[body % len(PARTS)]
    complaint = COMPLAINTS[body // len(PARTS)]
    moment = MOMENTS[body * 7 % len(MOMENTS)]
    stage = _STAGES[body % len(_STAGES)]
    doctor = body % DOCTORS + 1
    document = Document(
        title=f"Why does my {part} {complaint} {moment} in generated sample {number}?",
        doctors=(doctor_name(doctor),),
        department=department,
        tags=tags_of(body),
        audience=Audience(stage),
        also_asked_as=(f"{part} that may {complaint} {moment}",),
        items="causes",
        source="Generated Sample Notes",
        source_kind="original",
        introduction=(
            f"A {part} that may {complaint} {moment} is nearly always harmless. "
            f"This text is generated sample {number} and no medical advice."
        ),
        lead="There are everyday reasons and medical ones. Most of them pass without treatment.",
        sections=_sections(body, part, complaint),
        closing=f"Watch your {part} for some days. If nothing changes, a short visit brings more than a long search.",
        associated_names=(condition_name(part, MEDICAL[(body + 2) % len(MEDICAL)][0]),),
        care=_care(part),
        ask_your_doctor=(f"May I go on using my {part} as usual?", "What should I look out for?"),
        references=_references(body, part),
        disclosure="none",
    )
    second = doctor % DOCTORS + 1 if stage in ("child", "pregnancy") else None
    return Generated(document, body, area, doctor, second)


def _sections(body: int, part: str, complaint: str) -> tuple[Section, ...]:
    everyday = [EVERYDAY[body * 3 % len(EVERYDAY)]]
    medical = [MEDICAL[(body + step * 3) % len(MEDICAL)] for step in range(2)]
    return (
        Section(
            kind="physiological",
            label="Physiological Factors",
            text=f"A healthy {part} can {complaint} as well.",
            causes=tuple(
                Cause(number, heading, text, advice=advice, likelihood="common")
                for number, (heading, text, advice) in enumerate(everyday, start=1)
            ),
        ),
        Section(
            kind="pathological",
            label="Pathological Factors",
            causes=tuple(
                Cause(
                    number,
                    f"{part.capitalize()} {ending}",
                    text,
                    seek_care=seek_care,
                    likelihood="less_common",
                    condition=condition_name(part, ending),
                )
                for number, (ending, text, seek_care) in enumerate(medical, start=1)
            ),
        ),
    )


def _care(part: str) -> tuple[CareCard, ...]:
    hurry = CareCard("emergency", "Call for help at once if:", ("breathing is hard", "you feel faint or confused"))
    visit = CareCard("routine", "Book a visit if:", (f"your {part} has troubled you for more than three weeks",))
    return hurry, visit


def _references(body: int, part: str) -> tuple[Reference, ...]:
    name = part.replace(" ", "-")
    return (
        Reference(
            title=f"Sample notes on the {part}",
            organisation="Generated Sample Institute",
            year=2015 + body % 10,
            url=f"https://example.org/generated/{name}-{body}",
            kind="leaflet",
        ),
    )


def tags_of(body: int) -> tuple[str, ...]:
    """Three or four tags, a popular one being likelier (Zipf), and one of the rarer half."""
    choose = random.Random(body)  # noqa: S311  the same tags each time are what is wanted
    popular = choose.choices(TAGS, cum_weights=_ZIPF, k=3)
    rarer = TAGS[len(TAGS) // 2 + body % (len(TAGS) // 2)]
    return tuple(dict.fromkeys((*popular, rarer)))
