"""Slips and plain emergencies that raised no card. Only where a red flag is as it was written: an editor's stays."""

from importlib import import_module
from typing import Any

from django.db import migrations

FIRST = import_module("articles.migrations.0025_first_red_flags").FIRST
MORE = import_module("articles.migrations.0032_more_red_flags")

#: Of a pregnancy in which labour comes too early.
EARLY = range(20, 37)
CHILDREN, OWNERS = (
    ("toddler", "child", "kid", "baby", "son", "daughter"),
    ("mum", "mom", "dad", "grandma", "gran", "nan", "grandad", "grandpa"),
)
CHILDREN_HAN, OWNERS_HAN = (
    ("孩子", "小孩", "宝宝", "儿子", "女儿"),
    ("奶奶", "爷爷", "外婆", "外公", "妈妈", "爸爸", "大人"),
)


def _listed(*phrases: str) -> str:
    return ", ".join(phrases)


#: (language, name) → phrases for each of its lines.
ADDED = {
    ("en", "stroke signs"): ["arm gone weak, leg gone weak, hand gone weak, face gone weak, one pupil bigger, one pupil larger, one pupil huge, pupil bigger than the other, pupil larger than the other, pupils different sizes, pupils not same size, unequal pupils, uneven pupils, blown pupil"],
    ("en", "thoughts of suicide"): ['"want to dei", "want too die", "want too dei", "wish i was ded", unalive, suicidle, suicidel, kms, -# kms, -many kms, -few kms, -of kms, -in kms, -the kms, -per kms, -more kms, -extra kms, "cutting myself with", "cut myself with a razor", "cut myself with razor", cutting myself razor, cutting myself scars, cutting myself hide, hide self harm, self harm scars'],
    ("en", "thoughts of self-harm"): ["voices telling kill, voices tell kill, voices told kill, voices telling harm, voices tell harm, voices told harm, voices telling hurt, voices tell hurt, voices telling die, voices tell die, voices saying kill, voices say kill, voice telling kill, voice telling harm, voice telling hurt, voice tells kill, voice tells harm, voice tells hurt"],
    ("en", "warning signs in pregnancy"): [
        _listed('"in preterm labour", "in preterm labor", "in premature labour", "in premature labor", "in early labour", "in early labor", ectopic, -after ectopic, -after an ectopic, -after my ectopic, -ectopic beats, -ectopic beat, -ectopic heartbeat, -ectopic heartbeats', *(f"contractions {week} weeks" for week in EARLY), *(f"contractions {week} wks" for week in EARLY)),
        "preterm, premature labour, premature labor, contractions",
    ],
    ("en", "newborn with fever"): ["infant fever 38, infant fever 39, infant fever 40, infant temperature 38, infant temperature 39, infant temperature 40, baby fever 38, baby fever 39, baby fever 40, baby temperature 38, baby temperature 39, baby temperature 40"],
    ("en", "poisoning or overdose"): [
        _listed(*(f"{child} took pills, {child} took tablets" for child in CHILDREN), *(f"took {owner} pills, took {owner} tablets, ate {owner} pills, ate {owner} tablets, swallowed {owner} pills" for owner in OWNERS), "got hold of tablets, got hold of pills, took someone elses pills, took someone elses tablets"),
    ],
    ("en", "unconscious or a seizure"): ['"no pulse", cant find pulse, cannot find pulse, cant feel pulse, cannot feel pulse, "without a pulse", "pulse stopped", "pulse gone", "pulse has stopped", "pulse is gone", fit wont stop, fit will not stop, fits wont stop, fit doesnt stop, fits keep coming, "still fitting", heatstroke confused, heatstroke collapsed, heatstroke vomiting, heatstroke sleepy, sunstroke confused, heat exhaustion confused, overheated confused'],
    ("en", "severe allergy"): ["tounge swelling, tounge swollen"],
    ("en", "serious injury or infection"): ['cauda equina, numb between legs, numbness between legs, saddle numb, saddle numbness, numb groin pee, numb groin back, back pain cant pee, back pain cannot pee, back pain cant urinate, back pain cannot urinate, lost control bladder numb, lost control bladder back, lost bladder control numb, lost bladder control back, pressed glass, press glass, rash press go away, rash tumbler, spots tumbler, spots dont fade press, spots do not fade press, worst pain stomach, worst pain tummy, worst pain belly, worst pain abdomen, worst stomach pain, worst abdominal pain, worst tummy pain, "worst pain ever", "worst pain of my life", "worst pain in my life", "worst pain imaginable"'],
    ("zh-hans", "中风征兆"): ["头痛欲裂, 头疼欲裂, 最剧烈 头痛, 最剧烈 头疼, 最厉害 头痛, 最厉害 头疼, 从没 头痛, 从来没 头痛, 从来没 头疼, 胳膊 没力气 突然, 胳膊突然没劲, 瞳孔 一大一小, 瞳孔 不一样大, 瞳孔 不等大, 瞳孔不等, 一边瞳孔 大, 一侧瞳孔 大, 一只 瞳孔 大, 一只眼 瞳孔 大, 瞳孔 大小不一"],
    ("zh-hans", "自杀念头"): ["杀了自己, 杀自己, 杀死自己, 自己杀了, 自己杀掉, 弄死自己, 自沙, 自鲨, 不想话了, 刀片 割 自己, 刀片 割, 刀片 划 手, 割自己, 割伤自己, 自残 疤, 声音 叫我杀, 声音 让我杀, 声音 叫我 杀, 声音 让我 伤害, 声音 叫我 伤害, 声音 让我 死, 声音 叫我 死, 声音 要我 杀, 声音 命令我, -来自沙, -自沙特, -刀片割胡子, -不小心割伤自己, -不小心割自己"],
    ("zh-hans", "孕期危险信号"): [
        _listed("胎动没, 胎动全没, 没感觉到胎动, 羊水漏, 宫外孕, 异位妊娠, 要早产, 早产了, -宫外孕术后, -宫外孕手术后, -宫外孕后", *(f"宫缩 {week}周" for week in EARLY)),
        "羊水, 宫外孕, 异位妊娠, 宫缩",
    ],
    ("zh-hans", "新生儿发热"): ["婴儿 38, 婴儿 39, 婴儿 40", ""],
    ("zh-hans", "中毒或用药过量"): [_listed(*(f"{child} 吃 {owner} 药" for child in CHILDREN_HAN for owner in OWNERS_HAN), *(f"{child} 偷吃 药" for child in CHILDREN_HAN))],
    ("zh-hans", "昏迷或抽搐"): ["脉搏没了, 没有脉搏, 没脉搏, 没了脉搏, 脉搏 停, 摸不到脉搏, 摸不着脉搏, 摸不到 脉, 抽搐不停, 抽个不停, 中暑 糊涂, 中暑 意识, 中暑 昏, 中暑 胡话, 热射病, -眼皮抽搐, -眼睑抽搐"],
    ("zh-hans", "严重外伤或感染"): ["马尾综合征, 马尾神经, 两腿之间 麻, 两腿中间 麻, 会阴 麻, 裆部 麻, 大腿根 麻 失禁, 大腿根 麻 尿, 大小便失禁 麻, 大小便失禁 腰, 腰疼 尿不出, 腰痛 尿不出, 疹 玻璃杯 压, 疹 玻璃杯 褪, 疹 压 不褪, 疹 按 不褪, 疹 压 不退, 疹 按压 褪色, 肚子 从来没, 肚子 从没, 最剧烈 腹痛, 最剧烈 肚子, 最厉害 肚子, 肚子 疼死, 肚子 痛死, 腹部 剧痛, 突然 剧烈腹痛"],
}  # fmt: skip


def as_written() -> dict[tuple[str, str], str]:
    """The words of each red flag of a portal on which no editor has changed any."""
    return {
        key: MORE.widened(groups, MORE.ADDED.get(key, ()), MORE.TAKEN_OUT.get(key, ""))
        for language, name, _card, groups in FIRST
        for key in [(language, name)]
    }


def add(apps: Any, schema_editor: Any) -> None:
    for key, groups in as_written().items():
        _replace(apps, schema_editor, key, groups, MORE.widened(groups, ADDED.get(key, ())))


def take_away(apps: Any, schema_editor: Any) -> None:
    for key, groups in as_written().items():
        _replace(apps, schema_editor, key, MORE.widened(groups, ADDED.get(key, ())), groups)


def _replace(apps: Any, schema_editor: Any, key: tuple[str, str], groups: str, others: str) -> None:
    alias = schema_editor.connection.alias if schema_editor else "default"
    language, name = key
    flags = apps.get_model("articles", "RedFlag").objects.using(alias)
    flags.filter(language=language, name=name, groups=groups).update(groups=others)


class Migration(migrations.Migration):
    dependencies = [("articles", "0035_leaner_text_indexes")]

    operations = [migrations.RunPython(add, take_away)]
