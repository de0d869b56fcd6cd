"""Records that a text names (doctor, department, tags, conditions): found by name, or made; never guessed."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.bulk import save_new
from articles.models import Condition, Tag, TagAlias
from articles.parsing import Note
from articles.slugs import free_among, free_slug
from doctors.models import Department, Doctor


@dataclass
class Names:
    """What one run of an import has looked up already. `forget()` after a transaction that was taken back."""

    doctors: dict[str, list[Doctor]] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    conditions: dict[str, Condition | None] = field(default_factory=dict)
    #: The addresses of all tags and of all conditions, where `is_whole`.
    tag_slugs: set[str] = field(default_factory=set)
    condition_slugs: set[str] = field(default_factory=set)
    #: Whether every tag and condition that there was is among those; what is not there is new.
    is_whole: bool = False

    def read_all(self) -> None:
        """Look up every tag and condition at once, for a run over many documents; a second call does nothing."""
        if self.is_whole:
            return
        every = list(Tag.objects.order_by("-pk"))
        self.tags, self.tag_slugs = {tag.name.casefold(): tag for tag in every}, {tag.slug for tag in every}
        self.tags |= {alias.name.casefold(): alias.tag for alias in TagAlias.objects.select_related("tag")}
        self.conditions, self.condition_slugs = {}, set()
        for condition in Condition.objects.order_by("name"):
            self.condition_slugs.add(condition.slug)
            for name in (condition.name, *condition.synonyms.splitlines()):
                self.conditions.setdefault(name.strip().casefold(), condition)
        self.is_whole = True

    def forget(self) -> None:
        for known in (self.doctors, self.departments, self.tags, self.conditions):
            known.clear()
        self.tag_slugs.clear()
        self.condition_slugs.clear()
        self.is_whole = False


def doctor_named(name: str, names: Names) -> tuple[Doctor | None, Note | None]:
    """The one non-retired doctor of exactly this name, to be confirmed; a new unverified profile when there is none.

    Two doctors of one name are never told apart: none is linked. The note says what was done.
    """
    if name not in names.doctors:
        names.doctors[name] = list(Doctor.objects.named(name)[:2])
    found = names.doctors[name]
    if len(found) > 1:
        sentence = f"Two doctors are called {name}, so none was linked. Choose the right one in the draft."
        return None, Note("doctor-ambiguous", 0, sentence)
    if found:
        sentence = (
            f"The byline was linked to the profile of {found[0]} by name alone. Confirm that it is the right person."
        )
        return found[0], Note("doctor-linked-by-name", 0, sentence)
    doctor = Doctor.objects.create(name=name, slug=free_slug(Doctor.objects.all(), name, "doctor"))
    names.doctors[name] = [doctor]
    sentence = f"There was no doctor called {name}. A profile was made; it has to be filled in and verified."
    return doctor, Note("doctor-created", 0, sentence)


def department_named(name: str, names: Names) -> tuple[Department, Note | None]:
    """The department of this name whatever its capitals, or a new one."""
    key = name.casefold()
    if key in names.departments:
        return names.departments[key], None
    found = Department.objects.filter(name__iexact=name).first()
    note = None
    if found is None:
        found = Department.objects.create(name=name, slug=free_slug(Department.objects.all(), name, "department"))
        note = Note("department-created", 0, f"The department {name} is new. Check its name.")
    names.departments[key] = found
    return found, note


def tags_named(wanted: tuple[str, ...], names: Names) -> list[Tag]:
    """The tags of these names or merged names, whatever their capitals; new ones are made. Each once, in order.

    Raises `ValidationError` for a new one that `is_tag_name` refuses.
    """
    missing = [name for name in wanted if name.casefold() not in names.tags]
    for name in missing:
        tag = None if names.is_whole else _known_tag(name)
        if tag is None:
            tag = Tag(name=name)
            tag.clean()
            tag.slug = (
                free_among(names.tag_slugs, name, "tag")
                if names.is_whole
                else free_slug(Tag.objects.all(), name, "tag")
            )
            save_new([tag])
        names.tags[name.casefold()] = tag
    return list({names.tags[name.casefold()].pk: names.tags[name.casefold()] for name in wanted}.values())


def _known_tag(name: str) -> Tag | None:
    alias = TagAlias.objects.filter(name__iexact=name).select_related("tag").first()
    return alias.tag if alias else Tag.objects.filter(name__iexact=name).first()


def condition_named(name: str, names: Names) -> Condition:
    """The condition of this name or synonym, whatever its capitals, or a new one."""
    known = known_condition(name, names)
    if known is None:
        if names.is_whole:
            slug = free_among(names.condition_slugs, name, "condition")
        else:
            slug = free_slug(Condition.objects.all(), name, "condition")
        known = names.conditions[name.casefold()] = Condition(name=name, slug=slug)
        save_new([known])
    return known


def known_condition(name: str, names: Names) -> Condition | None:
    """The condition of this name or synonym, or None; nothing is made."""
    key = name.casefold()
    if key not in names.conditions:
        names.conditions[key] = None if names.is_whole else Condition.objects.called(name).first()
    return names.conditions[key]
