"""Plain words of emergencies that raised no card, and hair that is to be dyed, which raised one.

Only where a red flag is as it was written: an editor's stays.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

SLIPS = import_module("articles.migrations.0036_red_flags_of_slips")
widened = SLIPS.MORE.widened

SIDES = [f"{whose}{side} side" for whose in ("", "his ", "her ", "my ", "the ", "their ") for side in ("left", "right")]
DRUGS = (
    *("paracetamol", "tylenol", "acetaminophen", "panadol", "ibuprofen", "aspirin", "insulin", "morphine", "codeine"),
    *("pills", "tablets"),
)
THINGS = (
    "coin",
    "magnet",
    "marble",
    "button",
    "needle",
    "pin",
    "nail",
    "screw",
    "ring",
    "earring",
    "key",
    "penny",
    "toy",
    "stone",
    "pebble",
)
COLOURS = ("blue", "red", "pink", "black", "blonde", "brown", "green", "purple", "grey", "ginger")
#: What is done to hair by somebody who wants to live: the sentence ends there, or says where and how.
DYED = [
    f"-die my {hair}{end}." for hair in ("hair", "eyebrows", "beard") for end in ("", " at home", " while pregnant")
] + [f"-die my hair {colour}." for colour in COLOURS]
LEFT_BEHIND = ("if i was gone", "if i were gone", "if i wasnt here", "if i werent here", "if i died", "without me")


def _listed(*phrases: str) -> str:
    return ", ".join(phrases)


#: (language, name) → phrases for each of its lines.
ADDED = {
    ("en", "trouble breathing"): [
        _listed(*(f"-{lips} {how} blueberries." for lips in ("blue lips", "lips blue", "lips are blue") for how in ("after", "from", "after eating", "from eating", "when eating")))
    ],
    ("en", "stroke signs"): [
        _listed(
            *(f'"{cannot} {side}"' for cannot in ("not move", "not feel", "unable to move", "no feeling in") for side in SIDES),
            *(f'"{side} {gone}"' for side in ("left side", "right side") for gone in ("wont move", "not move", "not moving", "doesnt move", "has stopped moving", "is paralysed", "is paralyzed", "has no strength")),
            *(f"not {lift} arm speech" for lift in ("lift", "raise", "move")),
            *(f'"speech is {odd}", "speech {odd}", "speech sounds {odd}"' for odd in ("strange", "weird", "funny", "odd", "garbled")),
            *(f'"{talking} {odd}"' for talking in ("talking", "speaking") for odd in ("strange", "strangely", "funny", "weird")),
            '"cant speak properly", "cant talk properly", lost sight left eye, lost sight right eye',
            "sudden blindness, sudden blind, sudden loss vision, sudden vision loss, sudden loss sight, sudden sight loss",
            "-breast stroke swimming, -breast stroke swimmer, -breast stroke swim, -breast stroke kick, -swim breast stroke, -swimming breast stroke, -doing breast stroke",
        )
    ],
    ("en", "thoughts of suicide"): [
        _listed(
            '"thinking about ending things", "thinking of ending things", "think about ending things", "thought about ending things", "thoughts of ending things", "want to end things", "wanna end things", "end things tonight"',
            *(f"-things with {whom}" for whom in ("my boyfriend", "my girlfriend", "my husband", "my wife", "my partner", "him.", "her.")),
            *(f'"wish i {not_} wake up"' for not_ in ("didnt", "dont", "wouldnt", "couldnt", "never")),
            '"wish i never woke up", "wish i hadnt woken up", "nobody would miss me", "no one would miss me", "noone would miss me", "hope i dont wake up", "hoping i dont wake up"',
            *(f"-i didnt wake up {when}" for when in ("at night", "at #", "so early", "so often", "so tired.", "tired.", "in the night", "in the middle of the night", "to pee", "every night", "with a headache", "with a stiff neck", "with a dry mouth", "with back pain")),
            "-i dont wake up with a stiff neck, -i dont wake up at night",
            *(f'"{better} {gone}"' for better in ("happier", "easier", "better") for gone in LEFT_BEHIND),
            "-better without me taking, -better without me having, -better without me doing, -better without me using",
            *DYED,
            "-what does kms mean., -what is kms., -meaning of kms., -kms meaning., -what does kms stand for., -suicide gene therapy, -suicide gene cells, -suicide genes in cells, -suicide gene in cells, -cell suicide., -cells commit suicide",
        )
    ],
    # Beside thoughts of suicide, whose list is nearly as long as it may be.
    ("en", "thoughts of self-harm"): [
        _listed(
            "lethal dose, lethal doses, lethal amount, lethal overdose, how much lethal, how many lethal, fatal dose, fatal overdose, deadly dose, deadly overdose, how many kill me, how much kill me",
            *(f"-{part} killing me" for part in ("back is", "head is", "headache is", "neck is", "knee is", "knees are", "feet are", "tooth is", "throat is", "period is", "cramps are")),
            *(f"{number} {drug} {end}." for number in ("how much", "how many") for drug in DRUGS for end in ("fatal", "deadly", "kill")),
            *(f"{drug} kill {whom}" for drug in DRUGS for whom in ("you", "person", "someone", "adult")),
            "-kill pain, -kill the pain, -kill my pain, -kills pain, -pain killer, -pain killers",
        )
    ],
    ("en", "bleeding in pregnancy"): [
        '"there is blood", "theres blood", "there was blood", "noticed blood", "noticing blood", "found blood", "fresh blood", "dark blood", "blood came out", "blood coming out", "blood is coming", "blood on the paper", "blood on paper", "blood on tissue", "blood on the tissue", "blood in my pants", "blood in my knickers", "blood in my panties", "blood in the toilet", -there is blood pressure, -there is blood test, -blood oranges, -found blood group',
        "",
    ],
    ("en", "newborn with fever"): [
        'infant, "baby # days", "baby # day", "# days baby", "# day baby", "# weeks baby", "# week baby", "baby # days old", "baby fever", "baby has fever", "baby has a fever", "baby has got a fever", "baby has a temperature", "baby has temperature", "baby has a temp", "baby has a high temperature", "baby with fever", "baby with a fever", "baby with a temperature", "baby is feverish"',
        '"a temperature", "a temp", "has temperature", "has temp", "old temperature", "old temp", "temperature up", "temperature is up", "high fever", -hay fever, -a temperature probe, -a temperature sensor',
    ],
    ("en", "poisoning or overdose"): [
        _listed(
            *(f'"swallowed a {thing}", "swallowed an {thing}", "swallowed a small {thing}", "swallowed my {thing}"' for thing in THINGS),
            '"swallowed coin", "swallowed magnet", "swallowed button", "swallowed screw", "swallowed some coins", "swallowed # coins", "coin swallowed", "swallowed a piece of glass", "swallowed broken glass", "swallowed water beads", "swallowed a water bead", "swallowed a bead", "swallowed a safety pin", "swallowed a lego", "swallowed lego"',
            *(f"-poison {ivy} {what}" for ivy in ("ivy", "oak", "sumac") for what in ("rash", "rashes", "blister", "blisters", "itch", "itching", "on my skin", "on my arm", "on my leg", "on skin")),
            *(f"-{what} from poison {ivy}" for ivy in ("ivy", "oak", "sumac") for what in ("rash", "itch", "blisters")),
        )
    ],
    ("en", "heavy bleeding"): [
        '"severe bleeding", "severely bleeding", "bleeding severely", "massive bleeding", "profuse bleeding", "bleeding profusely", "uncontrolled bleeding", "uncontrollable bleeding", "bleeding uncontrollably", "bleeding badly", "bleeding a lot", "bleeding so much", "bleeding to death", -gums bleeding a lot, -gums are bleeding a lot, -gums bleeding badly, -severe bleeding disorder, -severe bleeding disorders'
    ],
    ("en", "serious injury or infection"): [
        _listed(*(f"{hit} head {sign}" for hit in ("fell", "bumped", "banged", "knocked", "landed", "dropped") for sign in ("sleepy", "drowsy", "confused", "unconscious", "wont wake")), *(f"{fell} {sign}" for fell in ("rolled off bed", "fell off bed", "fell stairs", "baby fell", "toddler fell", "child fell", "kid fell") for sign in ("sleepy", "drowsy", "confused")), "-fell asleep")
    ],
    ("zh-hans", "中风征兆"): [
        _listed(
            *(f"{side} {weak}" for side in ("一边", "半边", "半身", "一侧", "单侧", "偏身", "半个身子") for weak in ("没力", "没有力", "没劲", "使不上劲", "使不上力", "无力")),
            *(f"{limbs} {weak}" for limbs in ("左手左脚", "右手右脚", "左边手脚", "右边手脚", "左侧手脚", "右侧手脚", "左侧肢体", "右侧肢体", "左半身", "右半身", "左边身体", "右边身体", "左边身子", "右边身子") for weak in ("没力", "没有力", "没劲", "使不上劲", "使不上力", "无力", "不能动", "动不了", "麻")),
            "半个身子 麻, 半个身子 动不了, 半个身子 不能动, 突然失明, 突然瞎, 突然看不到",
        )
    ],
    ("zh-hans", "自杀念头"): ["致死量, 致死剂量, 致命剂量, 多少 致死, 多少 致命, 吃多少 致死, 不想醒过来, 不想再醒, 活着累, 活得累, 我消失了, 如果我消失, 要是我消失, 如果我不在了, 要是我不在了, 没有我大家, 没有我他们, 没有我家人, 没有我会更好"],
    ("zh-hans", "孕期出血"): ["见血, 看到血, 发现血, 出了血, 流了血, 分泌物 带血, 下面 带血, -见血检, -见血液检, -见血管, -见血糖, -见血压, -见血型, -见血常规, -见血清", ""],
    ("zh-hans", "新生儿发热"): ["婴儿", "体温高, 体温偏高, 体温 升高"],
    ("zh-hans", "严重外伤或感染"): [_listed(*(f"{hit} 头 {sign}" for hit in ("摔", "撞", "磕", "砸") for sign in ("想睡", "嗜睡", "犯困", "昏睡", "糊涂")))],
    ("zh-hans", "中毒或用药过量"): [
        _listed(
            *(f"{swallowed}{thing}" for swallowed in ("吞", "吞了", "吞下", "吞下了", "吞进", "吞了一枚", "吞了一个", "吞了个", "吞了枚", "吞了一颗", "吃了", "吃进", "咽下", "咽了") for thing in ("硬币", "磁铁", "弹珠", "纽扣", "钉子", "戒指", "玻璃", "水晶珠")),
            "吞 硬币, 硬币 吞, 吞了针, 吞了一根针, 吞下针, 硬币卡",
        )
    ],
}  # fmt: skip


def as_written() -> dict[tuple[str, str], str]:
    """The words of each red flag of a portal on which no editor has changed any."""
    return {key: widened(groups, SLIPS.ADDED.get(key, ())) for key, groups in SLIPS.as_written().items()}


def add(apps: Any, schema_editor: Any) -> None:
    for key, groups in as_written().items():
        SLIPS._replace(apps, schema_editor, key, groups, widened(groups, ADDED.get(key, ())))


def take_away(apps: Any, schema_editor: Any) -> None:
    for key, groups in as_written().items():
        SLIPS._replace(apps, schema_editor, key, widened(groups, ADDED.get(key, ())), groups)


class Migration(migrations.Migration):
    dependencies = [("articles", "0036_red_flags_of_slips")]

    operations = [migrations.RunPython(add, take_away)]
