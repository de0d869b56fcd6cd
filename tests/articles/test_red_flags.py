"""Words that may mean an emergency are found as people write them; an ordinary question goes through."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from articles import flag_words, red_flags
from articles.models import RedFlag
from tests.articles import questions_sent
from tests.watching import queries_of, within

FIRST = import_module("articles.migrations.0025_first_red_flags")
MORE = import_module("articles.migrations.0032_more_red_flags")
SLIPS = import_module("articles.migrations.0036_red_flags_of_slips")
PLAIN = import_module("articles.migrations.0037_red_flags_of_plain_words")

RAISED = {
    "chest pain": ["I have chest pain", "What causes chest pain?", "pain in the left side of my chest",
        "My chest hurts a lot", "no chest pain, just tired", "chset pain since noon", "CHEST PAINS!!",
        "chest-pain", "chestpain", "my chest is really hurting", "chest feels tight",
        "chest discomfort and sweating", "c\u200bhest p\u200bain", "ｃｈｅｓｔ ｐａｉｎ", "is it a heart attack"],
    "trouble breathing": ["i can barely breathe", "she is not really breathing", "I can't breathe",
        "I can’t breathe properly", "he has difficulty breathing", "stopped breathing, through his mouth I blew",
        "troble breathing at night", "struggling to breathe", "her lips are blue"],
    "stroke signs": ["My left side has gone numb since breakfast", "half of my face is numb",
        "Is this a stroke?", "my mother's face is drooping", "slurred speech since this morning",
        "suddenly weak on one side", "numbness on one side", "the worst headache of my life",
        "mum can't move her arm", "his mouth is crooked"],
    "thoughts of suicide": ["I want to die", "I’m suicidal", "thinking of suicide", "suicde",
        "i dont want to live any more", "I want to kill myself", "I keep cutting myself",
        "everyone is better off without me", "I cant go on anymore", "thinking about ending it",
        "want to jump off bridge", "I want to jump off a bridge", "should I jump in front of a train",
        "I want to kill my self", "I don't want to be here any more", "i just really want to die",
        "how many paracetamol does it take to die", "I feel like ending my own life", "i do not want to live",
        "I hurt myself on purpose"],
    "thoughts of self-harm": ["I can't go on. Nothing helps", "I have thoughts of harming my baby",
        "hurting myself", "I'm hurting myself again", "I just can't go on", "i cannot go on"],
    "bleeding in pregnancy": ["brown discharge at 10 weeks pregnant", "I am pregnant and bleeding",
        "Spotting at 8 weeks, pregnancy test positive", "bleeding in early pregnency",
        "I'm 20 weeks and bleeding", "spotting, my wife is twelve weeks"],
    "warning signs in pregnancy": ["reduced fetal movements at 34 weeks",
        "I'm 30 weeks and my baby hasn't moved", "34wks, no kicks since noon"],
    "newborn with fever": ["my baby has a fever, he is 6 weeks", "fever, baby is nine days",
        "newborn with fever", "my baby is 2 weeks old and has a fever", "3 week old baby, temperature 38.5",
        "my baby is 10 days old and has 38.2", "10day old baby 100.9F"],
    "child who cannot be woken or is floppy": ["my child is not waking up"],
    "heavy bleeding": ["coughing blood", "black tar like poo", "bleeding after delivery soaking pads"],
    "serious injury or infection": ["bleach in my eye", "my son hit his head and keeps throwing up",
        "stiff neck fever rash does not fade", "had the meningitis vaccine, is it meningitis now"],
    "poisoning or overdose": ["I took 20 paracetamol an hour ago", "took about thirty pills",
        "my son swallowed a battery", "I took too many paracetamol", "she drank bleach", "overdosed on pills"],
    "severe allergy": ["my throat is swelling after nuts", "his tongue is swollen",
        "allergic reaction can't swallow", "swollen glands, and now my throat is swelling shut"],
    "胸痛": ["我胸痛", "胸口很痛怎么办？", "我胸口好痛", "胸口有点痛", "胸口一直隐隐作痛", "胸 痛 三天了",
        "爸爸心梗了吗", "胸口像被压住", "心臟病發作"],
    "呼吸困难": ["我喘不过气", "孩子呼吸困难", "呼吸困難"],
    "中风征兆": ["右手突然没力", "我妈中了风", "奶奶嘴歪了", "半边身子发麻", "突然说话不清楚", "半边身子动不了",
        "老人突然一边手脚没力气", "中风了，中风险高"],
    "自杀念头": ["我想一死了之", "吃多少安眠药会死", "我不想活了", "有自杀的念头", "活着没意思",
        "去死皮之后我还是想死", "我想死，你了解吗", "覺得活不下去", "減輕不了，想輕生"],
    "昏迷或抽搐": ["孩子抽了", "我爸突然倒地"],
    "严重过敏": ["吃了花生嘴唇肿", "嘴唇突然肿起来", "喉咙肿痛，舌头肿了"],
    "大量出血": ["伤口一直流血"],
    "孕期危险信号": ["怀孕肚子剧烈疼痛"],
    "中毒或用药过量": ["我吃了一瓶安眠药", "我吞了三十多片药", "过量吃了安眠药"],
    "孕期出血": ["怀孕八周流血", "孕妇见红怎么办", "懷孕出血"],
    "新生儿发热": ["两个月大婴儿发烧", "一个半月宝宝发烧", "新生儿发烧38度", "刚出生十天的宝宝发热",
        "新生兒發燒", "出生3周宝宝38.5", "儿子7天大发烧"],
}  # fmt: skip
QUIET = [
    "What causes leg cramps at night?",
    "Is it normal to hear my knee crack when I climb stairs?",
    "I am pregnant. Is nausea in the morning normal, and my blood pressure?",
    "Which foods are rich in iron?",
    "My heel hurts with the first steps in the morning",
    "Can I stay fit in pregnancy?",
    "I hurt myself lifting a box; my back aches",
    "I am not sure whether breathing exercises help against stress",
    "How often does a newborn sneeze?",
    "Why is my period heavy in my forties?",
    "Does swimming the breast strike the knee?",
    "sore throat swollen glands",
    "meningitis vaccine",
    "How do I stop breathing through the mouth?",
    "How can I lift boxes without hurting myself?",
    "I can't go on holiday with this ear",
    "My teeth are crooked and my mouth is small",
    "Can I harm myself by cracking my knuckles?",
    "How to swallow pills",
    "I want to jump higher, how do I train?",
    "can't go on low carb",
    "cant go on any diet",
    "hurt myself in yoga",
    "can I harm myself taking ibuprofen every day",
    "cutting myself on paper",
    "my son has a limp since yesterday",
    "my kid has a floppy hat",
    "septic tank smell",
    "my back is killing me",
    "took 2 paracetamol at 10 pm",
    "does coughing raise blood pressure",
    "跳楼梯膝盖疼",
    "轻生活方式",
    "春天大家发烧",
    "压榨果汁",
    "没有呼吸道感染",
    "开封的一瓶药",
    "晚上就吊水",
    "孩子咳嗽两天，没有发烧",
    "去死皮用什么",
    "孩子去死皮",
    "想死你了",
    "年轻生孩子好吗？怎么减轻生理痛？",
    "去死海泡澡对皮肤好吗",
    "晚上吊瓶打完手肿",
    "中风险是什么意思",
    "喉咙肿痛",
    "嘴唇肿是什么原因",
    "过量吃糖",
    "脑膜炎疫苗",
    "晚上小腿抽筋是什么原因？",
    "怀孕初期恶心正常吗？",
    "新生儿打喷嚏正常吗？",
    "早上口干是怎么回事？",
    "",
    "?!",
]


@pytest.fixture
def first_flags(db: None) -> None:
    """As migrated; a test that emptied the tables may have taken them away."""
    questions_sent.first_flags()


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RAISED.items() for text in texts])
def test_signs_of_an_emergency_are_found_as_people_write_them(first_flags: None, name: str, text: str) -> None:
    assert name in {flag.name for flag in red_flags.raised_by(text)}


def test_ordinary_questions_raise_none(first_flags: None) -> None:
    raised = {text: [flag.name for flag in red_flags.raised_by(text)] for text in QUIET}
    assert raised == {text: [] for text in QUIET}


def test_every_first_flag_is_sound_and_none_of_suicide_goes_on(first_flags: None) -> None:
    flags = list(RedFlag.objects.all())
    assert {flag.language for flag in flags} == {"en", "zh-hans"}
    for flag in flags:
        flag.full_clean()
        assert flag_words.read(flag.groups).groups
    never = {flag.name for flag in flags if not flag.may_be_general}
    assert never == {"thoughts of suicide", "thoughts of self-harm", "自杀念头"}
    assert not red_flags.may_go_on(red_flags.raised_by("chest pain, I want to die"))
    assert red_flags.may_go_on(red_flags.raised_by("chest pain"))
    FIRST.add(apps, None)
    MORE.add(apps, None)
    SLIPS.add(apps, None)
    PLAIN.add(apps, None)
    assert list(RedFlag.objects.all()) == flags, "migrating again adds nothing"
    assert [flag.groups for flag in RedFlag.objects.all()] == [flag.groups for flag in flags]


def test_chief_editors_words_count_at_once_and_cost_one_query(db: None) -> None:
    RedFlag.objects.all().delete()
    flag = RedFlag.objects.create(name="test", groups="blue spots\nelbow, 手肘")
    assert red_flags.raised_by("spots on my elbow are blue") == (flag,)
    assert red_flags.raised_by("blue spots on my knee") == ()
    assert queries_of(lambda: red_flags.raised_by("x" * 2000)) == 1
    RedFlag.objects.filter(pk=flag.pk).update(is_active=False)
    assert red_flags.raised_by("blue spots on my elbow") == ()


SAYS_NOTHING = [
    *(
        "the",
        "###",
        "# ##",
        "12",
        "of it",
        "chest pain, the",
        "chest pain、the",
        "chest pain\nwhat is",
        "ｔｈｅ",
        "t\u200bhe",
        "...",
        "a b c",
    ),
    *('"what is the"', '"how do i get"', "cant go on", "is it", "的 痛", "为什么", "请问", "the 痛", "can’t"),
]


@pytest.mark.parametrize("words", ["", " \n , ,，", "pain, a", "痛", "-去死皮", "去死, -a", *SAYS_NOTHING])
def test_a_list_that_would_stop_everything_is_refused(words: str) -> None:
    with pytest.raises(ValidationError):
        RedFlag(name="wide", groups=words).full_clean(validate_unique=False, validate_constraints=False)


@pytest.mark.parametrize("minus", ["-", "－", "−", "–", " - ", "--"])
def test_what_is_harmless_is_so_for_the_form_and_for_the_search(minus: str) -> None:
    words = f"skin, {minus}the skin"
    RedFlag(name="skin", groups=words).full_clean(validate_unique=False, validate_constraints=False)
    listed = flag_words.read(words)
    assert flag_words.Text("skin hurts").holds(listed)
    assert not flag_words.Text("the skin hurts").holds(listed)


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("want to die my hair", False),
        ("want to die my hair? It is grey", False),
        ("want to die my hair falls out", True),
        ("want to die. My hair", True),
        ("want to die, my hair", True),
        ("want to die\nmy hair", True),
        ("5 kms of the river", False),
        ("5, kms of the river", True),
    ],
)
def test_what_is_harmless_is_so_in_one_part_of_a_sentence(text: str, is_held: bool) -> None:
    """“I want to die. My hair falls out” is no wish for another colour."""
    words = '"want to die", kms, -die my hair., -# kms'
    assert flag_words.Text(text).holds(flag_words.read(words)) is is_held


def test_no_flag_of_suicide_can_be_set_to_go_on(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RedFlag.objects.create(name="x", groups="ab", card="mind", may_be_general=True)
    assert connection.is_usable()


@given(st.text(max_size=200))
@example("\x8f\x87\x0e\U0002fb81")  # a character of the Chinese planes that is no letter yet
def test_any_text_can_be_looked_through(text: str) -> None:
    assert not flag_words.Text(text).holds(flag_words.Listed())
    flag_words.Text(text).holds(flag_words.read(text))


def test_a_long_text_takes_no_time(first_flags: None) -> None:
    with within(5):
        red_flags.raised_by("chest abdomen " * 4_000)
        red_flags.raised_by("胸" * 50_000)
        red_flags.raised_by("x" * 50_000)
        red_flags.raised_by(" ".join(f"word{number}" for number in range(8_000)))


@pytest.mark.parametrize(
    ("phrase", "text", "is_held"),
    [
        ('"kill myself"', "i will kill my self", True),
        ('"kill my self"', "kill myself", True),
        ('"want to die"', "i just want to really die", True),
        ('"want to die"', "want to see her die", False),
        ('"be here anymore"', "be here any more", True),
        ('"be here any more"', "be here any. More?", False),
        ("not breathing", "he isn’t breathing", True),
        ('"cant go on."', "i can not go on", True),
        ('"cant go on."', "cannot go on, it hurts", True),
        ('"cant go on."', "cant go on holiday", False),
        ('"took ## pills"', "took 12 pills", True),
        ('"took ## pills"', "took about twenty pills", True),
        ('"took ## pills"', "took 2 pills", False),
        ('"took ## pills"', "took ## pills", False),
        ("胸口痛", "胸口真的好痛", True),
        ("胸口痛", "胸口不痛", False),
        ("上吊", "晚上就吊水", False),
        ("胸痛", "胸很痛", True),
        ("吃 ## 片", "吃了三十多片", True),
        ("吃 ## 片", "吃了三片", False),
        ("吃 # 片", "吃了三片", True),
        ("stroke", "is it a storke", True),
        ("stroke", "does the strike hurt", False),
        ("stroke", "a trsoke", False),
        ("chest pain", "chest pian", True),
        ("chest pain", "chest pan", False),
        ("chest pain", "chest aipn", False),
        *(('"kill myself"', f"i want to {slip} myself", True) for slip in ("kil", "kll", "killl", "klil", "kull")),
        ('"kill myself"', "i want to kil germs", False),
        ("face droop", "facce droops", True),
        ("end my life", "end my lfe", True),
        ("end my life", "end my lie", False),
        ("limp", "limmp", False),
    ],
)
def test_a_phrase_is_found_in_each_way_it_is_written(phrase: str, text: str, is_held: bool) -> None:
    assert flag_words.Text(text).holds(flag_words.read(phrase)) is is_held


def test_more_words_come_to_what_editors_kept_and_go_again(db: None) -> None:
    RedFlag.objects.all().delete()
    FIRST.add(apps, None)
    first = dict(RedFlag.objects.values_list("pk", "groups"))
    RedFlag.objects.filter(name="stroke signs").delete()
    RedFlag.objects.filter(name="thoughts of self-harm").update(groups='"cant go on", our own words')
    kept = dict(RedFlag.objects.values_list("pk", "groups"))
    MORE.add(apps, None)
    assert not RedFlag.objects.filter(name="stroke signs").exists()
    ours = RedFlag.objects.get(name="thoughts of self-harm").groups
    assert ours.startswith('"cant go on", our own words, "hurt myself."'), "nothing an editor kept goes"
    assert "harm myself," not in RedFlag.objects.get(name="thoughts of suicide").groups.split('"')
    MORE.take_away(apps, None)
    assert dict(RedFlag.objects.values_list("pk", "groups")) == kept
    assert kept.items() - first.items(), "one of them was an editor's"


def test_words_against_slips_come_only_to_what_no_editor_changed_and_go_again(db: None) -> None:
    kept = portal_of_before(FIRST, MORE, edited="stroke signs", gone="chest pain")
    SLIPS.add(apps, None)
    widened = dict(RedFlag.objects.values_list("name", "groups"))
    changed = {name for name in kept if kept[name] != widened[name]}
    assert changed == {name for _language, name in SLIPS.ADDED} - {"stroke signs"}
    assert {name: widened[name].startswith(kept[name].partition("\n")[0]) for name in kept} == dict.fromkeys(kept, True)
    SLIPS.take_away(apps, None)
    assert dict(RedFlag.objects.values_list("name", "groups")) == kept


def test_plain_words_come_only_to_what_no_editor_changed_and_go_again(db: None) -> None:
    kept = portal_of_before(FIRST, MORE, SLIPS, edited="stroke signs", gone="newborn with fever")
    PLAIN.add(apps, None)
    widened = dict(RedFlag.objects.values_list("name", "groups"))
    changed = {name for name in kept if kept[name] != widened[name]}
    assert changed == {name for _language, name in PLAIN.ADDED} - {"stroke signs", "newborn with fever"}
    PLAIN.take_away(apps, None)
    assert dict(RedFlag.objects.values_list("name", "groups")) == kept


def portal_of_before(*migrations: Any, edited: str, gone: str) -> dict[str, str]:
    """The lists that these migrations left, of which editors wrote one anew and removed one."""
    RedFlag.objects.all().delete()
    for migration in migrations:
        migration.add(apps, None)
    RedFlag.objects.filter(name=edited).update(groups="our own words")
    RedFlag.objects.filter(name=gone).delete()
    return dict(RedFlag.objects.values_list("name", "groups"))


@pytest.mark.parametrize(
    ("text", "is_raised"),
    [("kms", True), ("i will kms", True), ("i ran 5 kms", False), ("5.5kms a day", False), ("how many kms", False)],
)
def test_a_number_may_stand_in_a_harmless_phrase(first_flags: None, text: str, is_raised: bool) -> None:
    assert bool(red_flags.raised_by(text)) is is_raised
