"""Traditional Chinese letters read as simplified ones: those of signs of illness, not of the whole language."""

_TRADITIONAL = (
    "懷孕產婦發燒熱嬰兒難氣臟殺輕殘傷結斷尋見遺書沒無義戀樓還覺腦風癱側說話語識糊塗頭劇悶壓過來臉脹腫嚨蕁剛個兩滿體溫燙歲週"
    "動減塊農藥誤電鈕釦煤潔廁暈喪驚癲癇嘔樣撞觸積嚴敗膿雙腳睪喚軟綿頸寶們爺從邊變裡裏麼後顆開黃嚥齒癢內與為會時樑顱膚貧脫"
    "關節膽腎滲虛誰嗎呼這樣讓給買賣碼醫師護紅疹額淚鬱憂慮繼續離別門車橋繩遠親媽爸媳該點鐘間漸順緊急壞條經濕瀉飲"
)
_SIMPLIFIED = (
    "怀孕产妇发烧热婴儿难气脏杀轻残伤结断寻见遗书没无义恋楼还觉脑风瘫侧说话语识糊涂头剧闷压过来脸胀肿咙荨刚个两满体温烫岁周"
    "动减块农药误电纽扣煤洁厕晕丧惊癫痫呕样撞触积严败脓双脚睾唤软绵颈宝们爷从边变里里么后颗开黄咽齿痒内与为会时梁颅肤贫脱"
    "关节胆肾渗虚谁吗呼这样让给买卖码医师护红疹额泪郁忧虑继续离别门车桥绳远亲妈爸媳该点钟间渐顺紧急坏条经湿泻饮"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """`text` with each traditional letter of the table as the simplified one; everything else as it is."""
    return text.translate(_TABLE)
