"""The synonyms a portal begins with. From then on they are the editors': a later change here changes nothing."""

from typing import Any

from django.db import migrations

#: (language, lines of "what readers say = what answers say; or so"); one way only, and the same thing in other words.
FIRST = [
    (
        "en",
        """
charley horse = leg cramp
charlie horse = leg cramp
tummy = stomach; belly; abdomen
belly = stomach; abdomen
stomach ache = tummy ache; abdominal pain
tummy ache = stomach ache; abdominal pain
heart attack = myocardial infarction
pins and needles = tingling
high blood pressure = hypertension
low blood pressure = hypotension
throw up = vomit; vomiting
throwing up = vomiting
puke = vomit; vomiting
feel sick = nausea
morning sickness = nausea pregnancy
pee = urine
wee = urine
peeing = passing urine
poo = stool
poop = stool
loose stool = diarrhoea
acid reflux = heartburn
indigestion = dyspepsia
flu = influenza
stomach flu = gastroenteritis
chickenpox = varicella
shingles = herpes zoster
hay fever = allergic rhinitis
pink eye = conjunctivitis
athlete's foot = tinea pedis
piles = haemorrhoid
kid = child
diaper = nappy
nappy = diaper
hot flash = hot flush
period pain = menstrual pain
short of breath = breathlessness; out of breath
breathless = out of breath
sleepless = insomnia
trouble sleeping = insomnia
hair loss = hair falling
itchy = itching; itch
dizzy = dizziness
tired = tiredness; fatigue
sore throat = throat pain
x ray = xray
xray = x ray
jab = vaccine
""",
    ),
    (
        "zh-hans",
        """
拉肚子 = 腹泻
拉稀 = 腹泻
肚子疼 = 腹痛; 肚子痛
肚子痛 = 腹痛; 肚子疼
胃疼 = 胃痛
头疼 = 头痛
发烧 = 发热
大姨妈 = 月经
例假 = 月经
睡不着 = 失眠
睡不好 = 失眠
腿抽筋 = 小腿抽筋; 小腿痉挛
心梗 = 心肌梗死
心脏病发作 = 心肌梗死
中风 = 卒中
血压高 = 高血压
血糖高 = 高血糖
烧心 = 胃灼热; 反流
手麻 = 手 麻木
脚麻 = 脚 麻木
想吐 = 恶心
掉头发 = 脱发
掉发 = 脱发
看东西模糊 = 视物模糊
小孩 = 孩子; 儿童
嗓子疼 = 咽痛; 喉咙痛
嗓子痛 = 咽痛; 喉咙痛
缠腰龙 = 带状疱疹
红眼病 = 结膜炎
脚气 = 足癣
香港脚 = 足癣
脖子疼 = 脖子酸痛; 颈部疼痛
脖子痛 = 脖子酸痛; 颈部疼痛
心慌 = 心悸
喘不上气 = 呼吸困难
""",
    ),
]


def add(apps: Any, schema_editor: Any) -> None:
    SearchSynonym = apps.get_model("articles", "SearchSynonym")
    alias = schema_editor.connection.alias if schema_editor else "default"
    rows = [
        SearchSynonym(language=language, words=words.strip(), meaning=meaning.strip())
        for language, lines in FIRST
        for line in lines.strip().splitlines()
        for words, meanings in [line.split("=")]
        for meaning in meanings.split(";")
    ]
    SearchSynonym.objects.using(alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_related_by_conditions")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
