"""The words a change of which changes the advice: negations, units, numbers, duty and likelihood, sides. Casefolded.

English and Chinese stand in one set each: a text may mix them, and no word of one is a word of the other. Apostrophes
are straight (') and the micro sign is the Greek letter, as NFKC and casefolding leave them: look words up as `normal`
writes them.
"""

from __future__ import annotations

import unicodedata

#: The one way each typographic sign is written before words are compared.
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "·": ".", "⁄": "/"}
)


def normal(text: str) -> str:
    """`text` as it is compared: NFKC, no capitals, straight apostrophes, one kind of dash."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)


def _words(text: str) -> frozenset[str]:
    return frozenset(normal(text).split())


#: Words that say no. A contraction is listed, so that a list of known words knows it too.
NEGATIONS = _words("""
    no not non never none nor neither nobody nothing nowhere without cannot unless except avoid avoids avoided avoiding
    contraindicated contraindication contraindications absent absence
    ain't aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't mightn't mustn't needn't oughtn't
    shan't shouldn't wasn't weren't won't wouldn't
    abnormal asymptomatic atypical impossible inability inactive inadequate incapable incomplete incorrect ineffective
    infrequent infrequently inoperable insignificant insufficient intolerable intolerant invalid irregular irreversible
    unable unaffected unavoidable uncertain unclear uncommon uncommonly uncontrolled undetected undiagnosed unequal
    unexpected unexplained unhealthy unlicensed unlikely unnecessary unprotected unrelated unsafe unstable unsuitable
    unsure untreated unusual unusually unvaccinated unwell
    不 没 没有 无 未 勿 禁 忌 请勿 切勿 严禁 禁止 禁忌 禁用 避免 并非 而非 除非 绝非 非典型 不适合 不适宜 不适用 不适当
    不能 无需 无须
""")

#: Units that are ordinary words or letters too: they count as units only behind a number (or 每, as in 每天).
UNITS_AFTER_NUMBER = _words("""
    g l m s h d w y k j u c f m2 m3 min mins mol cal bar drop drops cup cups glass glasses dose doses time times puff
    puffs unit units spray sprays point points degree degrees stone pound pounds foot feet inch inches night nights
    克 升 米 斤 度 分 秒 天 日 周 月 年 岁 次 片 粒 滴 支 袋 包 杯 勺 丸 枚 瓶 单位 月份 周岁 倍 成
""")

#: Units of dose, measure and time, with the words of how often.
UNITS = UNITS_AFTER_NUMBER | _words("""
    % ‰ ° °c °f ℃ ℉
    kg mg µg mcg ug ng pg gram grams gramme grammes kilogram kilograms milligram milligrams microgram micrograms
    nanogram nanograms dl ml cl µl ul fl litre litres liter liters millilitre millilitres milliliter milliliters
    mmol µmol umol nmol pmol mol/l mmol/l µmol/l umol/l nmol/l pmol/l mg/dl g/dl g/l mg/l µg/l mcg/l ng/ml pg/ml
    mmol/mol mg/kg mcg/kg µg/kg ml/kg ml/min mm/h mg/ml mg/day mg/d meq meq/l mosm iu miu iu/l u/l miu/l iu/ml kat
    km cm mm µm nm metre metres meter meters centimetre centimetres centimeter centimeters millimetre millimetres
    millimeter millimeters ft kg/m2 g/m2 mg/m2 cm2 cm3 mm2 mm3 cc mmhg kpa hpa bpm kcal kj calorie calories
    kilocalorie kilocalories joule joules gy msv sv hz khz mhz lb lbs oz ounce ounces percent
    tablet tablets capsule capsules pill pills teaspoon teaspoons tablespoon tablespoons tsp tbsp spoonful spoonfuls
    sachet sachets ampoule ampoules vial vials inhalation inhalations suppository suppositories
    seconds sec secs minute minutes hour hours hr hrs hourly day days daily nightly week weeks wk wks
    weekly fortnight fortnights fortnightly month months monthly year years yr yrs yearly annually
    毫克 微克 纳克 千克 公斤 毫升 微升 分升 公升 摩尔 毫摩尔 微摩尔 毫摩尔/升 毫克/分升 国际单位 毫米 厘米 公里
    平方米 千米 微米 毫米汞柱 毫克/千克 毫克/公斤 摄氏度 华氏度 千卡 大卡 千焦 百分之
    小时 钟头 分钟 秒钟 星期 礼拜 个月 季度 胶囊 茶匙 汤匙 安瓿 个疗程 疗程
""")

#: Number words with what they say, so that "two" and "2" are the same number.
NUMBER_VALUES: dict[str, str] = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20",
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
    "hundred": "100", "hundreds": "100", "thousand": "1000", "thousands": "1000", "million": "1000000",
    "millions": "1000000", "billion": "1000000000", "dozen": "12", "half": "1/2", "halves": "1/2", "quarter": "1/4",
    "quarters": "1/4", "third": "3rd", "thirds": "1/3", "once": "1x", "twice": "2x", "thrice": "3x", "single": "1",
    "double": "double", "doubled": "double", "triple": "triple", "tripled": "triple", "pair": "2", "first": "1st",
    "second": "2nd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th",
    "ninth": "9th", "tenth": "10th",
    "零": "0", "〇": "0", "一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7",
    "八": "8", "九": "9", "十": "10", "百": "100", "千": "1000", "万": "10000", "亿": "100000000", "半": "1/2",
}  # fmt: skip

NUMBER_WORDS = frozenset(NUMBER_VALUES)

#: What is allowed, due or required, and how likely or how often something is.
MODALS = _words("""
    may might must shall should can could would will need needs needed ought
    always usually often sometimes occasionally rarely seldom frequently infrequently commonly generally typically
    likely unlikely possible possibly probable probably perhaps maybe certain certainly definitely
    required requires recommended optional mandatory permitted allowed only
    必须 必需 务必 必定 一定 应 应该 应当 理应 须 需 需要 无需 无须 可 可以 可能 也许 或许 大概 能够 能否 只能 不能 总是
    始终 经常 常常 通常 往往 一般 有时 偶尔 很少 极少 建议 允许 仅
""")

#: Which side of the body.
LATERALITY = _words("""
    left right both either bilateral bilaterally unilateral unilaterally ipsilateral contralateral
    leftward rightward leftwards rightwards left-sided right-sided two-sided one-sided
    左 右 左侧 右侧 左边 右边 双侧 两侧 单侧 一侧 双 两边 同侧 对侧
""")

#: Expressions that hold one of the words above and do not mean it. Where two begin at one place, the longer counts.
INNOCENT = frozenset(
    {"right away", "right now", "all right", "left over", "left untreated", "left alone", "at once", "one another"}
) | _words("""
    一些 一旦 一直 一样 一起 一下 一方面 一步 一致 一时 一律 一切 一向 一同 统一 唯一 万一 同一 进一步 单一 之一
    第一时间 十分 百分 千万 五官 三角 四肢 八角 十二指肠 三叉神经 二尖瓣 三尖瓣 三酰甘油 二甲双胍 一氧化碳
    二氧化碳 一氧化氮 百日咳 半月板 万古霉素 万能 双胍 双歧 双重 双氯 左右 左旋 右旋 左氧氟沙星 右美沙芬 左甲状腺素
    不仅 不仅仅 不但 不过 不断 不管 不论 不同 不久 不适 不良 不安 不禁 差不多 无论 未来 失禁 双胞胎
    反应 适应 适应症 效应 应激 应用 应对 相应 供应 对应 感应 响应 许可 认可 可见 可卡因 可待因 必需氨基酸 胡须 仅仅
""")

#: Prefixes that turn a word into its opposite, when nothing else about the word changed.
OPPOSITES = ("non", "un", "in", "im", "il", "ir", "dis", "ab")
