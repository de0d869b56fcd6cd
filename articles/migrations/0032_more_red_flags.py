"""What the first red flags missed, and where they were raised for nothing. Editors' own changes stay.

Phrases are added to rows that are still there. Only where a row is as it was first written, those go that raised it for
nothing: what an editor has read and kept is the editor's.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.db import migrations, models

import articles.models.red_flag

FIRST = import_module("articles.migrations.0025_first_red_flags").FIRST

#: (language, name) → phrases for each of its lines.
ADDED = {
    ("en", "chest pain"): ['chest discomfort, chest heaviness, chest tightening, sitting on chest, standing on chest, band around chest, sharp chest breathe, stabbing chest, chest stabbing, chest squeezing, "chest is killing me", squeezing heart, pressure breastbone, pain breastbone, pressure sternum, pain sternum, "heart hurts", "pain in my heart", left arm pain sweating, left arm ache sweating'],
    ("en", "trouble breathing"): ['"barely breathe", "hardly breathe", "barely breathing", "short of breath", struggling for air, struggling to get air, "out of air", wheezing badly, wheezing cant talk, ribs sucking breathing, breathing fast ribs, "breathing fast baby", "breathing too fast", "baby breathing fast", inhaler not working, inhaler not helping, inhaler isnt working, inhaler doesnt help, "cant get my breath", "stuck in his throat", "stuck in her throat", lips purple, lips grey, turned blue, went blue, goes blue'],
    ("en", "stroke signs"): ['slurs, slurring, slurred, half face numb, side face numb, left side numb, right side numb, arm leg numb, arm leg weak, half body numb, half body weak, half body paralysed, half body paralyzed, face wont move, face doesnt move, mouth hanging, face dropped, face drooped, mouth drooped, talking gibberish, speaking gibberish, talking nonsense suddenly, cant get words out, cant get the words out, words come out wrong, words come out jumbled, suddenly numb, suddenly weak, "went weak", arm went weak, leg went weak, suddenly cant see, suddenly cannot see, suddenly lost sight, lost vision, lost sight one eye, "gone blind", "went blind", headache came in seconds, headache sudden worst, sudden worst head, suddenly cant walk, suddenly off balance'],
    ("en", "thoughts of suicide"): ['"want to be dead", "wish i could die", "wish i would die", "wish to die", "if i was dead", "if i were dead", "if i died", "better off if i was gone", "better off if i wasnt here", "never wake up", "sleep and not wake up", "sleep forever", how many pills die, how many tablets die, how many paracetamol die, how many tylenol die, how many ibuprofen die, how many sleeping pills die, how much insulin die, "pills would kill", "pills will kill", "pills to kill", "tablets would kill", "tablets to kill", "pills to die", "tablets to die", "take to die", "takes to die", "need to die", "how to die", "way to die", "ways to die", "painless death", "die without pain", "die painlessly", "it all to end", "it to be over", "it all to be over", "it all to stop", "plan to end it", "end it tonight", "ready to end it", "want to disappear forever", "disappear from this world", "and not exist", "stop existing", "not want to exist", "end my own life", "ending my own life", "end his life", "end her life", "end his own life", "end her own life", "take his own life", "take her own life", "done with life", "done with living", "sick of living", "tired of life", "cant live like this", "cant live anymore", "dont want this life", "dont want my life", "not worth living", "nothing to live for", "reason to go on", "point in going on", "point of living", "point of being alive", "lost the will to live", "lost my will to live", "no will to live", "dont want to be here anymore", "dont want to be around anymore", "cut my wrists", "slash my wrists", "cutting my wrists", "been cutting my arms", "been cutting my legs", "keep cutting my arms", "keep cutting my legs", "cutting my arms again", "urge to cut", "urges to cut", "want to cut myself", "need to cut myself", "keep cutting myself", "been cutting myself", "started cutting myself", "start cutting myself", "stop cutting myself", "i am cutting myself", "cutting myself again", "cut myself again", "cut myself to", "cutting myself when", "cutting myself because", "cutting myself.", "harm myself.", "want to harm myself", "going to harm myself", "might harm myself", "will harm myself", "urge to harm myself", "urges to harm myself", "thoughts of harming myself", "thoughts to harm myself", "thinking of harming myself", "thinking about harming myself", "think about harming myself", "keep harming myself", "harm myself again", "harm myself on purpose", "harm myself or", "thoughts of dying", "thoughts of death", -living will, -without cutting myself., -and not harm myself'],
    ("en", "thoughts of self-harm"): ['"hurt myself.", "hurt myself again", "keep hurting myself", "been hurting myself", "i am hurting myself", "started hurting myself", "start hurting myself", "stop hurting myself", "stop myself hurting", "want to hurt myself", "urge to hurt myself", "urges to hurt myself", "thoughts of hurting myself", "thoughts about hurting myself", "thinking of hurting myself", "thinking about hurting myself", "think about hurting myself", "thought about hurting myself", "going to hurt myself", "might hurt myself", "will hurt myself", "feel like hurting myself", "like to hurt myself", "hurt myself or", "hurt myself because", "hurt myself to", "cant go on.", "cant go on anymore", "cant go on any longer", "cant go on longer", "cant go on much", "cant go on living", "cant go on like", "cant go on this way", "cant go on with life", "cant go on with this", "cant go on with it", "cant go on with my life", "cant go on without", "cant go on i", "cant go on it", "cant go on and", "cant go on but", "cant go on alone", "cant go on everything", "cant go on nothing", "cant go on please", "cant go on help", "cant go on pretending", "cant go on being", "cant go on feeling", "cant go on because i", "thoughts of harming", "thoughts about harming", "thoughts of hurting", "thoughts about hurting", "thinking of harming", "thinking about harming", "thinking about hurting", "thinking of hurting", "urge to harm", "urge to hurt", "urges to harm", "urges to hurt", "want to hurt my baby", "want to harm my baby", "going to hurt my baby", "might hurt my baby", "might harm my baby", "will hurt my baby", "will harm my baby", "hurt my baby on purpose", "kill my baby", "killing my baby", "kill my child", -and hurt myself'],
    ("en", "bleeding in pregnancy"): ['brown discharge, pink discharge, brown blood, red blood, blood pants, blood knickers', '"# weeks pregnant", # weeks gone, fetal, foetal'],
    ("en", "warning signs in pregnancy"): ['reduced movement, reduced movements, decreased movement, decreased movements, baby reduced fetal, baby quiet moving, havent felt kicks, awful headache, terrible headache, bad headache, bad head ache, "seeing stars", "seeing spots", blurred vision, blurry vision, swollen face, face swollen, shoulder tip, shoulder pain, severe cramps, bad cramps, terrible pain, awful pain, bad pain, unbearable pain, sharp pain one side, pain one side, waters gone, waters went, gush fluid, gush of water, having a miscarriage, losing the baby, losing my baby', '# weeks baby, "at # weeks", fetal, foetal, losing the baby, losing my baby'],
    ("en", "newborn with fever"): ['baby # weeks, baby # week, "baby is # days", "he is # days", "she is # days", baby # wks, "he is # weeks", "she is # weeks", "hes # weeks", "# wks old", "# wk old", baby 1 month, baby one month, baby 2 months, baby two months, baby 3 months, baby three months', '"feels hot", "feel hot", "is hot", "so hot", boiling hot, "high temp", "not eating", "sleepy all"'],
    ("en", "child who cannot be woken or is floppy"): ['', 'rash doesnt disappear, rash doesnt go away press, went limp, goes limp, "stiff and blue", "went stiff", -a limp, -limps, -limping, -slight limp, -bad limp, -floppy hat, -floppy hats, -floppy ear, -floppy ears, -floppy hair, -floppy eared'],
    ("en", "poisoning or overdose"): ['"took ## paracetamol", "taken ## paracetamol", "took ## paracetamols", "took ## tylenol", "taken ## tylenol", "took ## ibuprofen", "taken ## ibuprofen", "took ## aspirin", "took ## panadol", "took ## acetaminophen", "took ## advil", "took ## xanax", "took ## codeine", "took ## diazepam", "took ## tablets", "taken ## tablets", "took ## pills", "taken ## pills", "took ## capsules", "took ## sleeping", "took ## of my", "took ## antidepressants", "swallowed ##", "ate ## pills", "ate ## tablets", "took to many", "taken to many", "took to much", "ate too many pills", "ate too many tablets", toddler ate pills, toddler ate tablets, toddler ate medicine, child ate pills, child ate tablets, kid ate pills, kid ate tablets, son ate pills, son ate tablets, daughter ate pills, daughter ate tablets, baby ate pills, baby ate tablets, year old ate pills, year old ate tablets, year old ate medicine, year old swallowed, toddler swallowed, got into pills, got into medicine, whole bottle medicine, whole bottle pills, whole bottle tablets, whole bottle syrup, whole box tablets, whole box pills, whole pack tablets, whole pack pills, whole packet tablets, whole packet paracetamol, entire bottle pills, drank weed killer, drank pesticide, drank cleaning, drank cleaner, drank petrol, drank paint, drank poison, swallowed cleaner, swallowed poison, drinking bleach, ate laundry pod, ate rat poison, ate berries poisonous, ate wild mushrooms, bitten snake, -year old swallowed well'],
    ("en", "unconscious or a seizure"): ['febrile fit, febrile seizure, "shaking all over", "jerking all over", eyes rolled back, eyes rolling back, eyes rolled head, foaming mouth, frothing mouth, "went unconscious", "is fitting", wont wake drunk'],
    ("en", "heavy bleeding"): ['"coughing blood", "coughed blood", "coughed up blood", "spitting blood", "spitting up blood", "vomited blood", coughed up blood lot, black tar poo, black tar stool, black tar poop, tar like poo, tar like stool, tar like poop, black sticky poo, black sticky stool, black sticky poop, black tarry poop, black tarry poo, coffee grounds vomit, blood pouring, pouring blood, blood everywhere, blood squirting, blood wont stop, nosebleed wont stop, nosebleed hour, nose bleeding hour, nosebleed cant stop'],
    ("en", "severe allergy"): ['face swollen breathe, face swollen sting, face swollen stung, lips swollen sting, lips swollen stung, eyes swelling shut hives, throat closed, throat tight peanut, throat tight nuts'],
    ("en", "serious injury or infection"): ['bleach eye, bleach eyes, cleaner eye, cleaner eyes, acid eye, detergent eye, fell vomiting, fell throwing up, fell threw up, fell being sick head, fell unconscious, fell cant move, fell cant feel, boiling water burn, boiling water baby, scalded baby, scalded child, scalded face, burned face, electrocuted, testicle sudden, hit head dizzy, hit head blacked, sudden severe stomach pain, sudden severe tummy pain, -septic tank, -septic tanks, -septic system, -bleach eyebrows'],
    ("zh-hans", "胸痛"): ['胸 刺痛, 胸 绞痛, 胸 很痛, 胸 好痛, 胸前区, 胸前 疼, 胸前 痛, 左胸 疼, 左胸 痛, 左胸疼, 左胸痛, 胸骨 疼, 胸骨 痛, 胸口难受, 胸口不舒服, 胸口 堵, 胸口 绞, 心口 绞痛, 心口 疼, 心口 痛, 心脏疼, 心脏痛, 心脏 绞痛, 心脏难受, -压榨果汁, -压榨果蔬, -压榨机, -压榨油, -压榨的油, -压榨花生油, -压榨橄榄油, -物理压榨, -冷压榨, -鲜压榨'],
    ("zh-hans", "呼吸困难"): ['喘得厉害, 喘 厉害, 气短 说不, 气短说不, 喘不动, 喘不了气, 喘不过来气, 快憋死, 憋得喘, 憋得慌 喘, 嘴唇 紫, 嘴唇 青, 嘴唇紫, 呼吸急促, 呼吸费力, 呼吸不过来, 卡喉咙, 喉咙卡, 卡在喉咙, -没有呼吸道, -没呼吸道, -不能呼吸道'],
    ("zh-hans", "中风征兆"): ['一边手 抬不起, 一侧 抬不起, 一只手 抬不起, 半边 抬不起, 右手 抬不起 突然, 左手 抬不起 突然, 突然 没力, 突然 无力, 突然 没劲, 突然 麻木, 突然 动不了, 半边脸 麻, 半边脸 动不, 半边脸麻, 突然 大舌头, 老人 大舌头, 大舌头 没力, 大舌头 歪, 突然 脸 歪, 脸 歪了一边, 脸歪, 中了风, 头 炸裂, 头痛 炸, 往一边倒, 往一侧倒, 身子 歪一边, 突然 听不懂, 突然 眼前一黑, 突然 看不清, -突然无力支付, -看中了风'],
    ("zh-hans", "自杀念头"): ['死法, 怎么死, 如何死, 怎样死, 死 最快, 死 不痛苦, 死 不疼, 无痛 死, 割手腕, 割 手腕, 割手, 手腕 划, 手臂 划 刀, 胳膊 划 刀, 用刀划, 划自己, 活着没有意义, 活着没意义, 活着 没意义, 活着 没意思, 活着 没有意思, 活得没意思, 活着 为了什么, 死了 解脱, 一死了之, 死掉算了, 死了 干净, 安眠药 会死, 安眠药 能死, 安眠药 才死, 安眠药 死掉, 多少 药 会死, 多少 药 能死, 多少片 会死, 多少片 能死, 吃多少 能死, 吃多少 会死 药, 撑不下去, 熬不下去, 活不下, 不想活在, 离开这个世界, 离开人世, 从这个世界 消失, 世界上消失, 想掐死, 掐死 宝宝, 掐死 孩子, 想伤害宝宝, 想伤害孩子, 想杀 孩子, 想杀 宝宝, 从楼上跳, 楼上 跳下去, 往下跳 想, 结束 生命, -跳楼梯, -轻生活, -怎么死的, -怎么死亡, -割手术, -割手续, -切割手'],
    ("zh-hans", "孕期出血"): ['褐色, 见了红, 咖啡色分泌物, 粉色分泌物, 粉红色分泌物, 血丝分泌物, 出血了', ''],
    ("zh-hans", "孕期危险信号"): ['没胎动, 没了胎动, 剧烈疼痛, 肚子 剧烈, 肚子 绞痛, 肚子 剧痛, 肚子 很痛, 肚子 很疼, 肚子 好痛, 肚子 好疼, 肚子 特别疼, 肚子 特别痛, 肚子疼得厉害, 肚子痛得厉害, 肚子 痛 厉害, 头很痛, 头很疼, 头痛得厉害, 头疼得厉害, 头痛 厉害, 看东西模糊, 视力模糊, 视物模糊, 看不清东西, 突然看不清, 眼睛看不清, 没动了, 没动静, 没怎么动, 天没动, 小时没动, 宝宝 没动, 胎儿 没动, 胎动越来越少, 胎动 减少, 胎动 变少', ''],
    ("zh-hans", "新生儿发热"): ['一个半月, 1个半月, 一个多月, 1个多月, 个把月 宝宝, 半个月 宝宝, 半个月 婴儿, 一个月 婴儿, 1个月 婴儿, 两个月 婴儿, 2个月 婴儿, 二个月 宝宝, 三个月 婴儿, 3个月 婴儿, 一个月大, 1个月大, 两个月大, 2个月大, 三个月大, 3个月大, 不到三个月, 不满三个月, 天婴儿, 天的婴儿, # 周 婴儿, # 周 宝宝, -春天大, -夏天大, -秋天大, -冬天大, -今天大, -昨天大, -前天大, -明天大, -每天大, -天天大, -几天大家, -两天大家, -白天大, -聊天大', '不肯吃奶, 不喝奶, 发烫, 烧了, 烧起来, 在烧, 烧 度, 烧得'],
    ("zh-hans", "孩子叫不醒或发软"): ['', '软软 没反应, 翻白眼, 软塌塌, 叫他没反应, 叫她没反应, 发紫了'],
    ("zh-hans", "中毒或用药过量"): ['吃 一瓶 药, 吃 整瓶 药, 吃 一整瓶, 吃 半瓶 药, 喝 一瓶 药, 吞 一瓶 药, 吃 一盒 药, 吃 ## 片 药, 吃 ## 粒 药, 吃 ## 颗 药, 吞 ## 片, 吞 ## 粒, 安眠药 ## 片, 安眠药 ## 粒, 安定 ## 片, 布洛芬 ## 片, 对乙酰氨基酚 ## 片, 扑热息痛 ## 片, 止痛片 ## 片, 吃错药, 野蘑菇 吐, 毒蘑菇, 野生菌 吐, 喝 清洁剂, 喝 汽油, 敌敌畏, 吃了好多 药, 吃了很多 药, 吃了一大把 药, 喝 消毒, 老鼠药, -开封的一瓶药, -开过的一瓶药, -打开的一瓶药, -过期的一瓶药, -一瓶药水, -一瓶药膏, -一瓶药酒'],
    ("zh-hans", "昏迷或抽搐"): ['孩子抽了, 宝宝抽了, 孩子抽 翻白眼, 孩子突然抽, 宝宝突然抽, 抽过去, 翻白眼, 发烧 抽筋, 发热 抽筋, 高烧 抽筋, 晕过去, 晕死过去, 昏过去, 昏死, 突然晕, -抽了血, -抽了指血, -抽了一管, -抽了两管, -抽了三管, -抽了一次血, -抽了烟, -抽了脂, -突然晕车, -孩子抽血, -翻白眼表情'],
    ("zh-hans", "大量出血"): ['柏油, 血 止不住, 血 停不下来, 血流不停, 一直流血, 一直出血, 不停流血, 不停出血, 产后出血很多, 产后出血特别, 产后出血不止, 产后 出血 止不住, 卫生巾 湿透, 一小时 卫生巾, 咳出血, 咳出 血, 咳 一口血, 吐出血, 吐 一口血, 吐了血, 大量出血, 流 很多血, 流 好多血, -牙龈一直出血, -牙龈一直流血, -产后出血多久, -柏油路, -柏油马路'],
    ("zh-hans", "严重过敏"): ['喉咙发紧 吃, 喉咙发紧 药, 全身 疹 喘, 全身 疹 晕'],
    ("zh-hans", "严重外伤或感染"): ['掉下来 吐, 掉下床 吐, 床上掉 吐, 摔下来 吐, 摔下 吐, 摔跤 吐, 摔倒 吐, 摔了 呕吐, 摔 一直吐, 高处 摔, 摔 没知觉, 摔 动不了, 消毒液 眼, 漂白水 眼, 洁厕 眼, 清洁剂 眼, 溅 眼睛, 化学 眼睛, 被开水烫, 开水烫伤, 开水烫到, 烫 一大片, 烫伤 大片, 烫伤 严重, 蛋蛋 剧痛, 蛋蛋 突然, 睾丸 剧痛, 撞 头 吐'],
}  # fmt: skip

#: Raised for nothing more often than for something; phrases that say more are added in their place.
TAKEN_OUT = {
    ("en", "thoughts of suicide"): 'harm myself, "cutting myself"',
    ("en", "thoughts of self-harm"): '"hurt myself", "cant go on", "cannot go on"',
}


def _phrases(line: str) -> list[str]:
    return [phrase for written in line.replace("，", ",").split(",") if (phrase := written.strip())]


def widened(groups: str, added: Iterable[str], taken_out: str = "") -> str:
    """The words of a red flag with what is `added` to each line, once, and without what is `taken_out`."""
    lines, gone = groups.splitlines(), _phrases(taken_out)
    for place, more in enumerate(added):
        if place < len(lines):
            kept = [phrase for phrase in _phrases(lines[place]) if phrase not in gone]
            lines[place] = ", ".join([*kept, *(phrase for phrase in _phrases(more) if phrase not in kept)])
    return "\n".join(lines)


def narrowed(groups: str, added: Iterable[str]) -> str:
    """The words without what was `added` to each line."""
    lines = groups.splitlines()
    for place, more in enumerate(added):
        if place < len(lines):
            gone = _phrases(more)
            lines[place] = ", ".join(phrase for phrase in _phrases(lines[place]) if phrase not in gone)
    return "\n".join(line for line in lines if line)


def add(apps: Any, schema_editor: Any) -> None:
    first = {(language, name): groups for language, name, _card, groups in FIRST}
    for key, flag in _listed(apps, schema_editor):
        taken_out = TAKEN_OUT.get(key, "") if flag.groups == first.get(key) else ""
        flag.groups = widened(flag.groups, ADDED[key], taken_out)
        flag.save(update_fields=["groups"])


def take_away(apps: Any, schema_editor: Any) -> None:
    first = {(language, name): groups for language, name, _card, groups in FIRST}
    for key, flag in _listed(apps, schema_editor):
        made = widened(first.get(key, ""), ADDED[key], TAKEN_OUT.get(key, ""))
        flag.groups = first[key] if flag.groups == made else narrowed(flag.groups, ADDED[key])
        flag.save(update_fields=["groups"])


def _listed(apps: Any, schema_editor: Any) -> list[tuple[tuple[str, str], Any]]:
    alias = schema_editor.connection.alias if schema_editor else "default"
    flags = apps.get_model("articles", "RedFlag").objects.using(alias).all()
    return [(key, flag) for flag in flags if (key := (flag.language, flag.name)) in ADDED]


class Migration(migrations.Migration):
    dependencies = [("articles", "0031_live_page_same_words")]

    operations = [
        migrations.AlterField(
            model_name="redflag",
            name="groups",
            field=models.TextField(
                help_text="One group a line, phrases between commas. A question is stopped where it holds a phrase of every group. The words of a phrase may stand apart and in any order, those in quotation marks stand together; endings and one typo are allowed for. “#” is any number, “##” one from ten on; a full stop at the end of a phrase says that the sentence ends there. Words after a minus are harmless where they stand just so: “去死, -去死皮”.",
                max_length=8000,
                validators=[articles.models.red_flag.sound_groups],
                verbose_name="words",
            ),
        ),
        migrations.RunPython(add, take_away),
    ]
