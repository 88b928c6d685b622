"""The field's words: the terms explained here, and the codes from the program's own tables."""

from __future__ import annotations

from gongkai.base import words
from gongkai.store import kinds
from gongkai.store.kinds import ACTOR, KINDS
from scripts.docblocks.markdown import table

TERMS = (
    ("方案", "一份政务公开工作方案：文号、印发机关、日期、单位、任务。程序里是一个方案文件（YAML）。"),
    ("主要任务分解表", "方案的附件：一行一项任务，写明工作任务、工作要求、责任单位，留出填报的栏目。"),
    ("责任单位", "承担任务的单位。各有类别（区政府部门、镇、街道等）、全称、别名和出处。"),
    ("单位组", "原文用一个名称指多个单位：各镇街道、区政府各部门、各开发区管委会等。成员写在方案文件里。"),
    ("任务", "附件的一行（序号 1、2、3……），或正文另外规定的一项责任（序号 Z1、Z2、Z3……）。"),
    ("事项", "一项任务里可以分开办、分开算的一件事。每个事项引一段原文，至多一个时间要求。"),
    ("期次", "一个事项在时间上的一次：2019年第3季度、2019年8月，或者那个唯一的日期。"),
    ("承担方式", "一个单位为什么有这项任务：点名、成组、认领、可认领。"),
    ("点名", "责任单位栏写了这个单位的名称。"),
    ("成组", "责任单位栏写了它所在的单位组，如“各镇街道”。"),
    ("可认领", "责任单位栏写“等有关部门”一类的话，没有写尽。与本单位有关就认领，无关就不管。"),
    ("认领", "单位把一项可认领的任务认作自己的任务。认领之后才承担，认领之前已结束的期次不算逾期。"),
    ("不涉及", "单位确实没有这项任务所说的事，报“不涉及”并写明理由。算已填报。"),
    ("填报", "单位对一项任务写的：具体工作措施、责任科室、责任人、联系方式。四样都有才算填全。"),
    ("填报义务", "方案要求在某日前填报备案的单位才有。没有这个义务的单位可以填报，不填报不算逾期。"),
    ("发布记录", "某日在某处发布了什么的记录：日期、标题、网址、期次。事项是否完成，看发布记录。"),
    ("亮灯", "绿：按期完成，或离到期还早。黄：临期，或逾期完成。红：逾期。灰：没有期限。"),
    ("临期", "几个工作日内到期。2019年方案设为 3 个工作日，可用 `--warn` 另定。"),
    ("常态事项", "没有日期的事项（及时、动态、持续、定期），也没有另定日期的。只记做没做，不判逾期。"),
    ("工作进度", "单位给没有期限的事项自己定的日期或周期（`gongkai arrange`）。与方案的期限分开计。"),
    (
        "更新周期",
        "政务公开办给没有期限的事项定的周期（`gongkai arrange --office`）：给一个单位、一个组或全部承担单位。",
    ),
    (
        "逐次",
        "发生一件、公开一件的事（`gongkai arrange` 的 --event）：期限依方案的话，方案没有写几日的依条例第二十六条。",
    ),
    ("台账", "政务公开办掌握全部单位、全部任务情况的总表。"),
    ("催办", "政务公开办对一个单位的提醒：还差什么、何时到期、哪些已经逾期。"),
    ("通报", "政务公开办对全部单位的情况通报。"),
    ("改动记录", "谁在什么时候把什么改成了什么。只增不改，不能删除。"),
    ("截至", "报告是哪一天的情况（`--as-of`）。以后的填报和发布不计入。"),
    ("读法", "原文可以有几种理解时，本程序取哪一种，理由写在原文旁边。原文一字不改。"),
    ("把握", "名册里一个单位的名称、类别有多可靠。"),
)

# What a table of codes is about; a table of gongkai.base.words that isn't here is an error, so that none is forgotten.
TABLES = {
    "BASIS": "承担方式",
    "PART": "出处",
    "STATUS": "填报情况",
    "STATE": "事项状态",
    "LIGHT": "亮灯",
    "VERDICT": "备案和退回",
    "CERTAINTY": "把握",
    "FIELD": "填报栏目",
    "RECORD_FIELD": "改动记录里的栏目",
    "ACTION": "改动",
    "NOTE": "旁注",
    "ROLE": "登录角色",
    "PLAN_CHANGE": "方案变化",
    "ORIGIN": "期限来源",
    "RHYTHM": "周期",
    "DUE_BY": "逐次事项的期限依据",
}


def limits() -> str:
    """How much each field of people's text takes."""
    rows = [(kind.word, field.label, str(field.limit)) for kind in KINDS.values() for field in kind.texts]
    return table(("记录", "栏目", "至多几字"), [*rows, ("改动记录", ACTOR.label, str(ACTOR.limit))])


def terms() -> str:
    return table(("词语", "意思"), TERMS)


def codes() -> str:
    """Every table of codes with their Chinese; they appear in JSON and as values of options."""
    rows = []
    declared = {name: vars(kinds)[name] for name in ("FIELD", "RECORD_FIELD", "ACTION")}
    for name, value in (vars(words) | declared).items():
        if name.isupper() and isinstance(value, dict) and not all(word.isascii() for word in value.values()):
            if name not in TABLES:
                raise KeyError(
                    f"say in scripts/docblocks/glossary.py what gongkai.base.words.{name} is about"
                )
            rows += [(TABLES[name], word, f"`{code}`") for code, word in value.items()]
    return table(("类", "中文", "代码"), rows)
