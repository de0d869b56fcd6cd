"""Sentences before and after a change: what must never pass as a correction of spelling, and honest corrections."""

from __future__ import annotations

#: What a caller gives as names of medicines and conditions.
PROTECTED = [
    "Paracetamol",
    "Warfarin",
    "Celebrex",
    "Coeliac disease",
    "Iron deficiency anaemia",
    "Prostatitis",
    "ileus",
]

ENGLISH = """
Negations
It may help to rest. | It may not help to rest.
Do not take it with milk. | Do take it with milk.
You should never drive. | You should ever drive.
There is no sign of cancer. | There is a sign of cancer.
Tea without sugar is best. | Tea with sugar is best.
You can take it at night. | You cannot take it at night.
You cannot take it at night. | You can not take it at night.
It does not spread. | It does now spread.
It doesn't spread. | It does spread.
Nothing helps at night. | Something helps at night.
Rest unless it hurts. | Rest until it hurts.
It isnt safe to drive. | It is safe to drive.
Do notake it at all. | Do notate it at all.
You shouldnt lift things. | You shoulder lift things.
It is nt needed at night. | It is not needed at night.
Avoid milk and cheese. | Avid milk and cheese.
What is done to a body, and names of medicines
They debride the wound at once. | They deride the wound at once.
We debulk the tumour first. | We debunk the tumour first.
They may give you abilify. | They may give you ability.
A synbiotic was tried. | A symbiotic was tried.
They embolise the vessel. | They embolden the vessel.
Numbers and decimals
Take 5 mg at night. | Take 50 mg at night.
Take 1.5 tablets a day. | Take 15 tablets a day.
Take 1,5 ml a day. | Take 15 ml a day.
Take 0.5 ml a day. | Take .5 ml a day.
Take 5 mg, twice. | Take 5 mg twice.
It lasts 1-2 days. | It lasts 12 days.
It lasts 1-2 days. | It lasts 1–2 days.
It falls by -2 degrees. | It falls by 2 degrees.
It falls to −2 degrees. | It falls to -2 degrees.
Take ½ of a tablet. | Take 1½ of a tablet.
Take two tablets. | Take ten tablets.
Take it twice a day. | Take it once a day.
Take one half of it. | Take one of it.
Use 10² cells. | Use 10³ cells.
Drink 1 000 ml of water. | Drink 1000 ml of water.
Drink 2 glasses, or 3. | Drink 2 glasses or 3.
Keep it at 37.5 °C. | Keep it at 375 °C.
It takes fourty days. | It takes forty days.
It is the fith day. | It is the fifth day.
Take vitamin B12 now. | Take vitamin B1 now.
Take vitamin B12 now. | Take vitamin B21 now.
The level is > 5 there. | The level is < 5 there.
Wait for 5 dayss at home. | Wait for 5 days at home.
Units
Take 5 mg at night. | Take 5 µg at night.
Take 5 mg at night. | Take 5 g at night.
Take 5 mg at night. | Take 5 Mg at night.
Take 5 mg at night. | Take 5mg at night.
Take 5 ml of syrup. | Take 5 dl of syrup.
Sugar of 6 mmol/L. | Sugar of 6 mg/dL.
Take it daily with food. | Take it weekly with food.
Rest for three hours. | Rest for three days.
One teaspoon is enough. | One tablespoon is enough.
One tabelspoon is enough. | One tablespoon is enough.
Take a few minuts of rest. | Take a few minutes of rest.
Wait for two wekks. | Wait for two weeks.
Duty and likelihood
You may stop the tablets. | You must stop the tablets.
You should see a doctor. | You could see a doctor.
You need to see a doctor. | You needed to see a doctor.
It usually heals alone. | It rarely heals alone.
It is often harmless. | It is seldom harmless.
It is likely a strain. | It is unlikely a strain.
It is possible to swim. | It is impossible to swim.
It is usully harmless. | It is usually harmless.
It may help in May. | It May help in may.
Sides
Pain in the left arm is urgent. | Pain in the right arm is urgent.
Both legs swell. | Legs swell.
The rigth arm hurts. | The right arm hurts.
A bilateral rash appears. | A unilateral rash appears.
Words that look alike
The ileum is inflamed. | The ilium is inflamed.
The ileam is inflamed. | The ileum is inflamed.
It is hypertension. | It is hypotension.
It is hyperthyroid tissue. | It is hypothyroid tissue.
It is hyprtension again. | It is hypertension again.
It is hypoglycaemia. | It is hyperglycaemia.
A dysphagia test is due. | A dysphasia test is due.
The prostate is large. | The prostrate is large.
The perineal nerve hurts. | The peroneal nerve hurts.
The perneal nerve hurts. | The personal nerve hurts.
It is arteritis of the head. | It is arthritis of the head.
It is intermuscular fat. | It is intramuscular fat.
It is intrmuscular fat. | It is intramuscular fat.
Good antenatal care helps. | Good antinatal care helps.
It is a symptomatic case. | It is asymptomatic case.
It is an aymptomatic case. | It is an asymptomatic case.
It is an ucommon reaction. | It is an uncommon reaction.
The disease is uncommon. | The disease is common.
The wound is septic. | The wound is aseptic.
It is a malignant tumour. | It is a benign tumour.
On palpation it hurts. | On palpitation it hurts.
The heparan coats the cells. | The heparin coats the cells.
The metaphyseal bone grows. | The metaphysical bone grows.
An uraemia was found. | An anaemia was found.
The mucous lining is thin. | The mucus lining is thin.
Use the discrete pads. | Use the discreet pads.
There is casual contact. | There is causal contact.
There is a facial swelling. | There is a fascial swelling.
The affect is small. | The effect is small.
Then loose your belt. | Then lose your belt.
It came from the bowel. | It came form the bowel.
It is a weightloss tea. | It is a weightless tea.
It is an increase in pain. | It is a decrease in pain.
Medicines and conditions
Take paracetmol at night. | Take paracetamol at night.
Take warfarn at night. | Take warfarin at night.
Take lactlose at night. | Take lactose at night.
Take folinc acid now. | Take folic acid now.
Take prednisolone now. | Take prednisone now.
Take Celebrex today. | Take Celexa today.
Ask about coeliac illness. | Ask about celiac illness.
Ask about celiacs at home. | Ask about coeliacs at home.
The anaema is mild. | The anaemia is mild.
Septra may upset you. | Septa may upset you.
Advil is enough now. | Anvil is enough now.
Words added, removed, moved, joined
Rest and drink water. | Rest, and drink no water.
Rest and drink water. | Drink and rest water.
The doctor calls the nurse. | The nurse calls the doctor.
It is very very painful. | It is very painful.
Eat a part of it. | Eat apart of it.
See a therapist now. | See a the rapist now.
Stop the tablets and call. | Stop the tablets or call.
It is safe before meals. | It is safe after meals.
The symptom is mild. | The symptoms is mild.
The pain increases. | The pain increased.
The child is ill. | The children is ill.
The colour is dark. | The color is dark.
She has pain. | He has pain.
Rest is best. | Rest is the best.
It is well-known here. | It is well known here.
You may resign it. | You may re-sign it.
Punctuation
Do not take it. | Do not, take it.
No, allergy is likely. | No allergy is likely.
The panda eats shoots and leaves. | The panda eats, shoots and leaves.
Stop, the drug harms. | Stop the drug harms.
Is it cancer? | Is it cancer.
It is cancer. | It is cancer?
It is safe! Call now. | It is safe. Call now!
It hurts (at night) and stings. | It hurts (at night and stings).
Take it with milk; not water. | Take it with milk, not water.
Call if: it bleeds. | Call if it bleeds.
It helps... sometimes. | It helps. sometimes.
The patient’s pain. | The patients’ pain.
He said "rest" now. | He said rest now.
Rest and drink water. | Rest and drink water.)
Skin-to-skin contact helps. | Skin to-skin contact helps.
Stop. Never drive. | Stop never. Drive.
Rest and/or walk. | Rest and or walk.
Capitals
Children with AIDS need care. | Children with aids need care.
He lives in the US now. | He lives in the us now.
The WHO has said so. | The who has said so.
The Mg level is low. | The mg level is low.
Take VITAMIN drops. | Take vitaMIN drops.
People with polish names. | People with Polish names.
It is IT work. | It is it work.
Brands and eponyms that are everyday words
Take Calm at night. | Take calm at night.
Try Boost between meals. | Try boost between meals.
Ask for Ensure at the shop. | Ask for ensure at the shop.
She takes Align with food. | She takes align with food.
Use Dove on dry skin. | Use dove on dry skin.
One of these: Calm or tea. | One of these: calm or tea.
Teas, e.g. Calm, may help. | Teas, e.g. calm, may help.
Ask about Down syndrome. | Ask about down syndrome.
He has Still disease. | He has still disease.
It is Graves disease. | It is graves disease.
It is Crohn disease. | It is crohn disease.
It is Best disease of the eye. | It is best disease of the eye.
It is a Bell palsy. | It is a bell palsy.
A Potts fracture heals. | A potts fracture heals.
The Cope method helps. | The cope method helps.
A sore Throat is common. | A sore throat is common.
Signs nobody sees
Pain helps nobody. | P\u0430in helps nobody.
P\u0430in is a sign. | Pain is a sign.
Rest and drink. | Rest and\u200b drink.
Rest and drink. | Re\u00adst and drink.
Rest and drink. | \u202eRest and drink.
Rest and drink. | Rest\u2060 and drink.
Rest and drink. | R\u0435st and drink.
Rest and drink. | Ｒest and drink.
Take 5 drops. | Take ５ drops.
Take it now. | Take it\u0301 now.
Marks, links, lists
**Stop** the tablets. | Stop the tablets.
Stop the tablets. | **Stop the tablets.**
See [this](https://example.org/a) page. | See [this](https://example.org/b) page.
See [this](https://example.org/a) page. | See this page.
See [this](https://example.org "a") page. | See [this](https://example.org “a”) page.
Look at https://example.org/ab,cd now. | Look at https://example.org/ab, cd now.
See [this](https://example.org/ab,cd) page. | See [this](https://example.org/ab, cd) page.
Write to help@example.org now. | Write to help@example.com now.
Look at example.org for help. | Look at example. org for help.
Take it e.g. at night. | Take it eg at night.
- rest\\n- drink | - rest drink
- rest\\n- drink | - drink\\n- rest
First.\\n\\nSecond. | First. Second.
Call if:\\n\\n- it bleeds | Call if:\\n\\nit bleeds
"""

CHINESE = """
睡前可以喝水。 | 睡前不可以喝水。
不要自行停药。 | 要自行停药。
可能需要手术。 | 必须需要手术。
每天一次。 | 每天两次。
每天3次。 | 每天30次。
每次5毫克。 | 每次5微克。
每次5毫克。 | 每次5克。
体温38.5度。 | 体温385度。
左侧小腿肿胀。 | 右侧小腿肿胀。
饭前服药。 | 饭后服药。
血压升高。 | 血压降低。
未见出血。 | 末见出血。
已经好转。 | 己经好转。
甲状腺功能亢进。 | 甲状腺功能减退。
肌肉疲劳。 | 肌肉劳疲。
没有，发烧就诊。 | 没有发烧就诊。
发烧、咳嗽就诊。 | 发烧，咳嗽就诊。
需要就诊吗？ | 需要就诊吗。
疼痛（夜里）加重。 | 疼痛夜里加重。
疼痛1，2天。 | 疼痛1,2天。
疼痛1-2天。 | 疼痛12天。
一天三片，两天。 | 一天三片；两天。
禁用阿司匹林。 | 慎用阿司匹林。
用布洛芬治疗。 | 用布洛劳治疗。
喝水 休息。 | 喝水休息。
尽快就医。 | 尽\u200b快就医。
多喝水。 | 多喝氷。
疼痛 severe 时就诊。 | 疼痛 mild 时就诊。
"""


def pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of one of the lists above: lines `before | after`; other lines are headings."""
    lines = (line.replace("\\n", "\n").split(" | ") for line in text.splitlines() if " | " in line)
    return [(old, new) for old, new in lines]


#: Corrections a person makes: well-known misspellings, slips that stand in published health texts, and slips of the
#: typist. `HONEST_REFUSED` says which of them the rules cannot prove, and why.
HONEST = """
Well-known
The pain occured at night. | The pain occurred at night.
Keep the meals seperate. | Keep the meals separate.
Nurses recieve the letter. | Nurses receive the letter.
A muscel is strained. | A muscle is strained.
Rest in teh evening. | Rest in the evening.
Found in published health texts
An agressive growth. | An aggressive growth.
The appearence of the skin. | The appearance of the skin.
It is approximatly the same. | It is approximately the same.
An asymetric shape. | An asymmetric shape.
It is a bahavioral change. | It is a behavioral change.
At the begining of the illness. | At the beginning of the illness.
A slow descrease of it. | A slow decrease of it.
It leads to disbility. | It leads to disability.
By identifiying the gene. | By identifying the gene.
Some indiviuals are well. | Some individuals are well.
The managment of pain. | The management of pain.
It leads to probelms. | It leads to problems.
The pronounciation is hard. | The pronunciation is hard.
It is a similiar rash. | It is a similar rash.
The symtoms are mild. | The symptoms are mild.
The cause is unknwon. | The cause is unknown.
It was aquired abroad. | It was acquired abroad.
The condtion is rare. | The condition is rare.
It is genralized pain. | It is generalized pain.
More reseach is done. | More research is done.
Patients are refered on. | Patients are referred on.
The itch is irresistable. | The itch is irresistible.
The rash is typicaly red. | The rash is typically red.
The thigh, the retradation. | The thigh, the retardation.
It is a reservior of germs. | It is a reservoir of germs.
The skin is photosenstitive. | The skin is photosensitive.
Bring your medicaitons. | Bring your medications.
An imparirment of sight. | An impairment of sight.
It is a gastrointstinal bleed. | It is a gastrointestinal bleed.
Several forumulations exist. | Several formulations exist.
Regular exericse is good. | Regular exercise is good.
A heart with cardiomypathy. | A heart with cardiomyopathy.
It is a small carcionoma. | It is a small carcinoma.
It is on one chromsome. | It is on one chromosome.
It is surgfically removed. | It is surgically removed.
The doctor asks queestions. | The doctor asks questions.
Slips of the typist
Rest  and drink water. | Rest and drink water.
Rest and drink water | Rest and drink water.
Rest and drink water.. | Rest and drink water.
Rest , then drink water. | Rest, then drink water.
Rest,then drink water. | Rest, then drink water.
Rest,, then drink water. | Rest, then drink water.
Ask the doctor's nurse. | Ask the doctor’s nurse.
A "dry" cough is common. | A “dry” cough is common.
Rest - and drink water. | Rest – and drink water.
Rest — and drink water. | Rest – and drink water.
rest and drink water. | Rest and drink water.
Rest. drink water. | Rest. Drink water.
A sore Throat is common. | A sore throat is common.
The Nurse will come. | The nurse will come.
- rest a while\\n- drink water. | - rest a while.\\n- drink water.
Rest a while\\n\\nDrink water. | Rest a while.\\n\\nDrink water.
"""

HONEST_REFUSED = {
    "Throat": "capitals",
    "Nurse": "capitals",
    "recieve": "ambiguous",  # or "relieve"
    "muscel": "ambiguous",  # or "mussel"
    "teh": "length",
    "aquired": "ambiguous",  # or "squired"
    "condtion": "ambiguous",
    "genralized": "ambiguous",
    "reseach": "ambiguous",  # or "reseat"
    "refered": "real-word",
    "irresistable": "real-word",
    "typicaly": "listed",
}

#: Marks of one meaning in two widths, between Chinese characters.
CHINESE_HONEST = """
体温升高，头痛。 | 体温升高,头痛。
体温升高, 头痛。 | 体温升高，头痛。
需要就诊吗? | 需要就诊吗？
注意:多喝水。 | 注意：多喝水。
疼痛(夜里)加重。 | 疼痛（夜里）加重。
多喝水;多休息。 | 多喝水；多休息。
多喝水｡ | 多喝水。
"""
