"""Pairs of editions made by known operations, with what a comparison has to say of them.

What is expected is noted while the operations are drawn and carried out; nothing here asks `articles.diffing`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from uuid import UUID

from articles.canonical import Block
from articles.diffing import Alert, What

ENGLISH = """
    stomach garden water sleep bread morning pressure window music fever cough muscle river kitchen orange winter
    summer walking running lifting carrying liver kidney bladder throat shoulder finger ankle breathing swelling
    itching burning tingling numbness dizziness headache nausea coffee tea chocolate cheese salt sugar vinegar pepper
    onion garlic cabbage travel holiday school office chair bicycle train mattress pillow blanket stress worry anger
    sadness laughter smoking alcohol exercise stretching posture shoes heels socks gloves sunlight shade humidity
    pollen dust feather cat dog horse infection virus fungus parasite allergy asthma anaemia thyroid hormone pregnancy
    puberty menopause ageing growth repair wound scar bruise sprain fracture
"""
CHINESE = """
    肠胃 花园 饮水 睡眠 面包 清晨 血压 窗户 音乐 发热 咳嗽 肌肉 河流 厨房 橙子 冬季 夏季 步行 跑步 肝脏 肾脏 膀胱
    咽喉 肩膀 手指 脚踝 呼吸 肿胀 瘙痒 灼热 麻木 眩晕 头痛 恶心 咖啡 茶叶 巧克 奶酪 食盐 白糖 食醋 胡椒 洋葱 大蒜
    旅行 假期 学校 办公 椅子 单车 火车 床垫 枕头 被褥 压力 焦虑 愤怒 悲伤 欢笑 吸烟 酒精 锻炼 拉伸 姿势 鞋子 袜子
    手套 阳光 潮湿 花粉 灰尘 羽毛 猫咪 小狗 感染 病毒 真菌 寄生 过敏 哮喘 贫血 激素 妊娠 青春 衰老 生长 修复 伤口
    疤痕 瘀伤 扭伤 骨折
"""
MEDICINES = frozenset({"Paracetamol", "Ibuprofen", "布洛芬", "阿司匹林"})
#: What stands in a text, what takes its place, and what that must call out.
SWAPS: dict[str, tuple[tuple[str, str, frozenset[Alert]], ...]] = {
    "en": (
        ("5 mg", "50 mg", frozenset({Alert.NUMBER})),
        ("2 mg", "2 µg", frozenset({Alert.UNIT})),
        ("three weeks", "four weeks", frozenset({Alert.NUMBER})),
        ("left", "right", frozenset({Alert.LATERALITY})),
        ("may", "must", frozenset({Alert.MODAL})),
        ("safe", "unsafe", frozenset({Alert.NEGATION})),
        ("paracetamol", "ibuprofen", frozenset({Alert.MEDICINE})),
        ("Plain", "plain", frozenset()),
        ("harbour", "lighthouse", frozenset()),
    ),
    "zh": (
        ("5毫克", "50毫克", frozenset({Alert.NUMBER})),
        ("2毫克", "2微克", frozenset({Alert.UNIT})),
        ("左侧", "右侧", frozenset({Alert.LATERALITY})),
        ("可能", "必须", frozenset({Alert.MODAL})),
        ("有", "没有", frozenset({Alert.NEGATION})),
        ("布洛芬", "阿司匹林", frozenset({Alert.MEDICINE})),
        ("海港", "灯塔", frozenset()),
    ),
}
KINDS = ("physiological", "pathological", "unspecified")


Swap = tuple[str, str, frozenset[Alert]]


@dataclass(frozen=True)
class Item:
    """A cause, care card, reference or other block: who it is in both editions, its heading and words."""

    id: int
    heading: str
    words: str
    swap: Swap


@dataclass(frozen=True)
class Part:
    """A section without its causes."""

    id: int
    kind: str
    label: str


@dataclass
class Edition:
    lead: Item
    parts: list[Part]
    causes: dict[int, list[Item]]
    cards: list[Item]
    closing: Item | None
    references: list[Item]


class Notes:
    """What has to be said of the things of one list, by their id: what happened, and what to call out."""

    def __init__(self) -> None:
        self.what: dict[int, set[What]] = defaultdict(set)
        self.alerts: dict[int, frozenset[Alert]] = defaultdict(frozenset)


class Pair:
    """One pair, all of it from one seed. In four of five blocks have keys, as stored editions do."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.language = "zh" if seed % 4 == 3 else "en"
        self.keyed = seed % 5 != 4
        self.ids: dict[str, int] = {}
        self.notes, self.reference_notes = Notes(), Notes()
        self.kinds: dict[int, tuple[str, str]] = {}
        self.old = self._first_edition()
        self.new = self._next_edition()

    # -- the old edition

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def _name(self, count: int) -> str:
        """A heading nothing else has, and the id of what bears it."""
        name = self.sentence(count)[:-1]
        self.ids[name] = len(self.ids) + 1
        return name

    def sentence(self, count: int) -> str:
        if self.language == "zh":
            return "".join(self.random.sample(CHINESE.split(), count)) + "。"
        return " ".join(self.random.sample(ENGLISH.split(), count)).capitalize() + "."

    def _item(self) -> Item:
        """Three sentences in two paragraphs; the second sentence holds what can be swapped."""
        swap = self.random.choice(SWAPS[self.language])
        space, stop = ("", "。") if self.language == "zh" else (" ", ".")
        first, last, before, after = (self.sentence(count) for count in (8, 7, 3, 3))
        middle = f"{before[:-1]}{space}{swap[0]}{space}{after[:-1].lower()}{stop}"
        heading = self._name(4)
        return Item(self.ids[heading], heading, f"{first}{space}{middle}\n\n{last}", swap)

    def _part(self) -> Part:
        label = self._name(5)
        return Part(self.ids[label], self.random.choice(KINDS), label)

    def _first_edition(self) -> Edition:
        parts = [self._part() for _ in range(self.random.randint(1, 3))]
        causes: dict[int, list[Item]] = {part.id: [] for part in parts}
        for _ in range(self.random.randint(0, 8)):
            causes[self.random.choice(parts).id].append(self._item())
        cards, references = ([self._item() for _ in range(self.random.randint(0, 4))] for _ in range(2))
        return Edition(self._item(), parts, causes, cards, self._item() if self.chance(0.7) else None, references)

    # -- the operations

    def _next_edition(self) -> Edition:
        old = self.old
        parts = [self._changed_part(part) for part in self._other_parts(old.parts)]
        causes = self._other_causes(parts)
        lead = self._reworded([old.lead], self.notes)[0]
        cards = self._changed_list(old.cards, self.notes)
        references = self._changed_list(old.references, self.reference_notes)
        return Edition(lead, parts, causes, cards, self._other_closing(), references)

    def _other_parts(self, parts: list[Part]) -> list[Part]:
        """One of three sections moved over both others, or one removed; and one added."""
        parts = list(parts)
        if len(parts) == 3 and self.chance(0.15):
            first = self.chance(0.5)
            mover = parts.pop(0 if first else 2)
            parts.insert(2 if first else 0, mover)
            self.notes.what[mover.id].add(What.MOVED)
        elif len(parts) > 1 and self.chance(0.1):
            gone = parts.pop(self.random.randrange(len(parts)))
            self.notes.what[gone.id].add(What.REMOVED)
            if not self.keyed:
                return parts  # without keys, a new section in the place of a lost one may as well be that one, renamed
        if self.chance(0.1):
            fresh = self._part()
            self.notes.what[fresh.id].add(What.ADDED)
            parts.insert(self.random.randint(0, len(parts)), fresh)
        return parts

    def _changed_part(self, part: Part) -> Part:
        if What.ADDED in self.notes.what[part.id]:
            return part
        if self.chance(0.15):
            part = replace(part, kind=self.random.choice([kind for kind in KINDS if kind != part.kind]))
            self.notes.what[part.id].add(What.RECLASSIFIED)
        if self.chance(0.1):
            part = replace(part, label=part.label + ("灯塔" if self.language == "zh" else " lighthouse"))
            self.ids[part.label] = part.id
            self.notes.what[part.id].add(What.REWORDED)
        return part

    def _other_causes(self, parts: list[Part]) -> dict[int, list[Item]]:
        """Causes stay, go, or go to another section; then one of those that stayed moves, and some are reworded."""
        stay: dict[int, list[Item]] = {part.id: [] for part in parts}
        sent: dict[int, list[Item]] = defaultdict(list)
        kind_now = {part.id: part.kind for part in parts}
        for part in self.old.parts:
            for cause in self.old.causes[part.id]:
                home = self._home(part.id, list(stay))
                if home is None:
                    self.notes.what[cause.id].add(What.REMOVED)
                    continue
                (stay if home == part.id else sent)[home].append(cause)
                if kind_now[home] != part.kind:
                    self.notes.what[cause.id].add(What.RECLASSIFIED)
                    self.kinds[cause.id] = (part.kind, kind_now[home])
                elif home != part.id:
                    self.notes.what[cause.id].add(What.MOVED)
        for part in parts:
            self._move_one(stay[part.id], self.notes)
            self._put_in(stay[part.id], sent[part.id])
            stay[part.id] = self._reworded(stay[part.id], self.notes)
            self._put_in(stay[part.id], self._fresh(self.notes))
        return stay

    def _home(self, part: int, homes: list[int]) -> int | None:
        """Where a cause of this section stands in the new edition; None for nowhere."""
        others = [home for home in homes if home != part]
        if part not in homes or self.chance(0.2):
            return self.random.choice(others) if others and self.chance(0.5) else None
        return part

    def _changed_list(self, items: list[Item], notes: Notes) -> list[Item]:
        stay = [item for item in items if not self.chance(0.15)]
        for item in items:
            if item not in stay:
                notes.what[item.id].add(What.REMOVED)
        self._move_one(stay, notes)
        stay = self._reworded(stay, notes)
        self._put_in(stay, self._fresh(notes))
        return stay

    def _other_closing(self) -> Item | None:
        if self.old.closing and self.chance(0.15):
            self.notes.what[self.old.closing.id].add(What.REMOVED)
            return None
        if self.old.closing:
            return self._reworded([self.old.closing], self.notes)[0]
        return next(iter(self._fresh(self.notes)), None)

    def _move_one(self, items: list[Item], notes: Notes) -> None:
        """Move one over at least two others: then no other set of one explains the new order."""
        if len(items) > 2 and self.chance(0.3):
            start = self.random.randrange(len(items))
            ends = [end for end in range(len(items)) if abs(end - start) > 1]
            if ends:
                mover = items.pop(start)
                items.insert(self.random.choice(ends), mover)
                notes.what[mover.id].add(What.MOVED)

    def _put_in(self, items: list[Item], others: list[Item]) -> None:
        for other in others:
            items.insert(self.random.randint(0, len(items)), other)

    def _fresh(self, notes: Notes) -> list[Item]:
        fresh = [self._item() for _ in range(self.random.randint(1, 2))] if self.chance(0.25) else []
        for item in fresh:
            notes.what[item.id].add(What.ADDED)
        return fresh

    def _reworded(self, items: list[Item], notes: Notes) -> list[Item]:
        """Some with a word swapped, a sentence added or the last paragraph removed."""
        reworded = list(items)
        for index, item in enumerate(items):
            if self.chance(0.2):
                notes.what[item.id].add(What.REWORDED)
                draw = self.random.randrange(4)
                if draw < 2:
                    words = item.words.replace(item.swap[0], item.swap[1])
                    notes.alerts[item.id] = item.swap[2]
                elif draw == 2:
                    words = item.words + ("" if self.language == "zh" else " ") + self.sentence(5)
                else:
                    words = item.words.partition("\n\n")[0]
                reworded[index] = replace(item, words=words)
        return reworded

    # -- as blocks

    def blocks(self, edition: Edition) -> list[Block]:
        blocks = [Block("question", (("text", "Why?"),)), Block("lead", (("text", edition.lead.words),))]
        for part in edition.parts:
            blocks.append(Block("section", (("kind", part.kind), ("label", part.label)), self._key(part.id)))
            for cause in edition.causes[part.id]:
                words = (("heading", cause.heading), ("explanation", cause.words))
                blocks.append(Block("cause", words, self._key(cause.id)))
        for card in edition.cards:
            fields = (("level", "urgent"), ("heading", card.heading), ("bullets", card.words.replace("\n\n", "\n")))
            blocks.append(Block("care", fields, self._key(card.id)))
        if edition.closing:
            blocks.append(Block("closing", (("text", edition.closing.words),)))
        if edition.references:
            blocks.append(Block("references", tuple(("reference", _reference(one)) for one in edition.references)))
        return blocks

    def _key(self, number: int) -> UUID | None:
        return UUID(int=number) if self.keyed else None


def _reference(item: Item) -> str:
    return f"kind: review\ntitle: {item.heading}\norganisation: {item.words.replace(chr(10) * 2, ' ')}"
