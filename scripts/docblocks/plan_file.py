"""The plan file's schema: fields from the models, rules from the checks, and one example that loads.

This is the one place where fields and rules are described in Chinese; a field or a rule without a description,
and a description without its field or rule, is an error.
"""

from __future__ import annotations

from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel

from gongkai.base.dates import FIRST_YEAR, LAST_YEAR
from gongkai.plan import models
from gongkai.plan.checks import RULES
from gongkai.plan.compile import INTERVALS
from gongkai.plan.timing import Interval
from scripts.docblocks.markdown import anchor, bullets, code, table

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "docs" / "方案示例.yaml"

WHEN_WORDS = {
    "by": "某日前",
    "every": "每隔一段",
    "at_least": "一段时间内至少几次",
    "regular": "定期，未写间隔",
    "event": "随某件事",
    "ongoing": "常态",
}


# Model → its heading, one sentence, and its fields.
MODELS: dict[type[BaseModel], tuple[str, str, dict[str, str]]] = {
    models.Plan: (
        "最外层",
        "一个文件就是一份方案。",
        {
            "schema": "格式版本，现在是 1",
            "plan": "方案本身的情况",
            "readings": "对整份方案的读法",
            "kinds": "单位类别的名称，如 区政府部门、镇、街道。次序就是报表里的次序",
            "claimants": "列举未尽（等有关部门）的任务由哪个单位组认领。有 open 就要写",
            "units": "单位名册",
            "groups": "单位组",
            "body": "正文各节，逐字照录。写了，就核对正文任务和引文",
            "tasks": "任务：先附件各行，后正文各项",
        },
    ),
    models.Heading: (
        "方案",
        "方案本身的情况。",
        {
            "id": "标识，字母、数字和 - _ .，如 linzi-2019。记录按它归属，定了就不要改",
            "number": "文号，如 临政办发〔2019〕1号",
            "title": "标题",
            "annex": "附件的标题",
            "issuer": "印发机关",
            "district": "县区名",
            "issued": "印发日期",
            "addressees": "主送机关，照录",
            "window": "计期次的起止日期",
            "warn": "几个工作日内到期算临期，不写为 3",
            "office": "收填报的机构",
            "mail": "收填报的邮箱，照印",
            "mail_note": "邮箱的说明，如疑似笔误",
        },
    ),
    models.Window: (
        "起止",
        "按月、按季、按年的要求在这段时间里计期次，两头都含。",
        {"from": "起：印发日，或以后某月的1日", "to": "止：一般是当年12月31日"},
    ),
    models.Reading: (
        "全文读法",
        "一句原文在整份方案里怎样理解。",
        {"quote": "原文，全文中要找得到", "text": "读法"},
    ),
    models.Unit: (
        "单位",
        "名册里的一个单位。",
        {
            "name": "名称，照附件责任单位栏所印",
            "full": "全称",
            "kind": "类别，kinds 中的一个",
            "initials": "名称的拼音首字母，一字一个字母，如 qsfj",
            "aliases": "别名：原文的其他写法、通称。可以只写名称",
            "code": "统计用区划代码，9 位或 12 位，要加引号",
            "source": "出处：怎么知道有这个单位",
            "certainty": "把握",
            "note": "说明",
        },
    ),
    models.Alias: ("别名", "单位的另一个名称。", {"name": "名称", "note": "说明"}),
    models.Group: (
        "单位组",
        "用一个名称指多个单位。",
        {
            "name": "名称，照原文",
            "kinds": "由哪些类别的单位组成。写了，就核对成员恰好是这些类别的全部单位",
            "members": "成员。可以只写单位名称",
            "groups": "整个并入的其他单位组",
            "printed": "原文的其他写法",
            "reading": "为什么这样读",
        },
    ),
    models.Member: (
        "成员",
        "单位组的一个成员。中途加入、退出的写日期。",
        {"unit": "单位名称", "since": "从哪天起（含当日）", "until": "到哪天止（含当日）"},
    ),
    models.Section: (
        "正文的一节",
        "逐字照录，只接上分页处断开的字句。",
        {"section": "编号，如 三（一）", "title": "小标题", "text": "全文"},
    ),
    models.Task: (
        "任务",
        "附件的一行，或正文的一项责任。",
        {
            "id": "序号：附件 1、2、3……，正文 Z1、Z2……，连续，要加引号",
            "section": "正文任务所在的节；附件任务不写",
            "category": "一级工作任务",
            "topic": "二级工作任务",
            "subtopic": "三级工作任务",
            "requirement": "工作要求，逐字照录",
            "responsible": '责任单位栏，逐字照录；正文没有写明的写空文字 ""',
            "time": "完成时限栏所印的话；方案没有这一栏的不写",
            "owners": "责任单位：单位或单位组的名称，次序同原文",
            "owners_reading": "责任单位不能照原文直接读出时，写明怎样读；写了就不再核对 owners",
            "open": "没有列尽的原话，如 等有关部门；正文没写由谁负责的写 未写明",
            "notes": "旁注：原文的错字、读法、说明",
            "items": "事项，至少一个，次序同原文",
        },
    ),
    models.Owner: (
        "责任单位",
        "可以只写名称，角色即为“责任”。",
        {"name": "单位或单位组的名称", "role": "角色，如 牵头、配合；原文没有区分的不要写"},
    ),
    models.Note: (
        "旁注",
        "写在所说的原文旁边。",
        {"kind": "slip 原文如此、reading 读法、remark 说明", "quote": "所说的原文", "text": "内容"},
    ),
    models.Obligation: (
        "事项",
        "可以分开办、分开算的一件事。各事项的引文合起来要覆盖整条工作要求，只剩标点。",
        {
            "quote": "原文，逐字",
            "when": "时间要求；原文没写时间的不写",
            "soft": "引文里的缓和用语：原则上、鼓励、探索等",
            "beyond": "引文里本级难以单独完成的事",
            "also": "同一件事在正文里又印了一次的地方",
            "reading": "读法",
            "fulfilled_by": "filing 表示这就是填报备案那件事，全文至多一个；其他的不写",
        },
    ),
    models.When: (
        "时间要求",
        "六种里只写一种：" + "；".join(f"{name} {words}" for name, words in WHEN_WORDS.items()) + "。",
        {
            "by": "截止日期（含当日）",
            "every": "每隔多久一期：" + "、".join(f"{name} {INTERVALS[name]}" for name in get_args(Interval)),
            "day": "每月几日，只与 every: month 一起写",
            "at_least": "至少几次，与 per 一起写",
            "per": "在多长时间里，取值同 every",
            "regular": "“定期”一类的原话，没有写间隔",
            "event": "随某件事的原话，如 要在决策前",
            "ongoing": "“及时”“动态”“持续”一类的原话",
            "within": "event 之后多久以内",
            "text": "by、every、at_least 所据的原话",
            "source": "日期不出自方案时，出自哪部法规",
        },
    ),
    models.Within: (
        "多久以内",
        "三种里只写一种。",
        {"workdays": "几个工作日", "days": "几天", "hours": "几小时"},
    ),
    models.Citation: (
        "又见",
        "同一件事在正文里的另一处。只算一个事项，不重复计。",
        {"section": "节的编号", "quote": "那里的原文，逐字"},
    ),
}

RULE_WORDS = {
    "heading_agrees": "文号、标题、起止日期的年份一致；印发日不晚于止期，起期是印发日或以后某月的1日。",
    "names_are_unique": "一个名称只指一个单位或单位组；区划代码、类别不重复。",
    "kinds_are_listed": "单位的类别都在 kinds 里，kinds 里的类别都有单位。",
    "initials_fit": "拼音首字母与名称一字一个。",
    "members_exist": "单位组的成员都在名册里，不重复；并入的都是单位组；成员的起日不晚于止日。",
    "members_match_kinds": "写了 kinds 的单位组，成员恰好是这些类别的全部单位。",
    "groups_end": "单位组不直接或间接包含自己。",
    "claimants_exist": "有列举未尽的任务，就要写明由哪个单位组认领。",
    "ids_are_in_order": "序号连续、不重复，附件在前，正文在后。",
    "sections_are_given": "正文任务写明所在的节，附件任务不写节、要有责任单位原文。",
    "owners_exist": "责任单位都在名册里，不重复；没有责任单位的要写 open。",
    "owners_match_text": "从责任单位原文读出来的，与 owners 和 open 完全一致。写了 owners_reading 的除外。",
    "notes_quote_the_task": "旁注所引的话，任务的原文里有。",
    "body_is_quoted": "正文任务的工作要求、责任单位，以及 also 的引文，都在所说的那一节里。",
    "readings_are_quoted": "全文读法所引的话，全文里有。",
    "one_filing_duty": "填报备案的事项至多一个，并且有截止日期。",
    "quotes_cover_the_demand": "事项逐字引用工作要求，次序相同、互不重叠，合起来只剩标点。",
    "times_match_words": "时间要求与原话读出来的一致；原文写了日期、间隔、次数的，一处不漏。读不出的要写 reading。",
    "deadlines_are_kept": "完成时限栏写了日期、间隔、次数的，任务里至少一个事项照此写了 when，或写 reading 说明。",
    "dates_are_sane": "日期在方案年度的前后一年之内。",
    "soft_words_are_marked": "缓和用语都写进 soft，soft 里的话引文里都有。",
    "beyond_is_quoted": "beyond 里的话引文里都有。",
}


def example() -> str:
    """The example plan, whole."""
    return code(EXAMPLE.read_text(encoding="utf-8"), "yaml")


def fields() -> str:
    """What holds for all fields, and a table for each model, whose fields it takes from the model itself."""
    described = set(MODELS)
    there = {one for one in vars(models).values() if _is_part(one)}
    _same("models", {one.__name__ for one in described}, {one.__name__ for one in there})
    everywhere = f"日期的年份在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。写明至多几字的，不能有换行和看不见的字符。"
    return "\n\n".join((everywhere, *map(_model, MODELS)))


def _is_part(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, models.Model) and thing is not models.Model


def _model(model: type[BaseModel]) -> str:
    heading, sentence, described = MODELS[model]
    found = {info.alias or name: info for name, info in model.model_fields.items()}
    _same(model.__name__, set(described), set(found))
    rows = []
    for name, info in found.items():
        annotation: Any = info.annotation
        if info.metadata:
            annotation = Annotated[(annotation, *info.metadata)]
        rows.append((f"`{name}`", "必写" if info.is_required() else "", shape(annotation), described[name]))
    return f"### {heading}\n\n{sentence}\n\n" + table(("键", "", "写法", "说明"), rows)


def _same(where: str, described: set[str], there: set[str]) -> None:
    if described != there:
        wrong = "、".join(sorted(described ^ there))
        raise KeyError(f"scripts/docblocks/plan_file.py and {where} differ: {wrong}")


def shape(annotation: Any) -> str:
    """How a value is written, in words, from the field's annotation."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return f"{shape(inner[0])}{_bounds(inner[1:])}"
    if origin in (Union, UnionType):
        return shape(next(one for one in inner if one is not NoneType))
    if origin is tuple:
        return f"列表，每项：{shape(inner[0])}"
    if origin is Literal:
        return "、".join(f"`{one}`" for one in inner)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        heading = MODELS[annotation][0]
        return f"[{heading}](#{anchor(heading)})"
    words = {"str": "文字", "int": "整数", "date": "日期，如 2019-07-31"}
    return words[annotation.__name__]


def _bounds(metadata: tuple[Any, ...]) -> str:
    """How large a number or how long a text may be."""
    found: dict[Any, Any] = {type(part): part for one in metadata for part in getattr(one, "metadata", [one])}
    if MaxLen in found:
        return f"，至多 {found[MaxLen].max_length} 字"
    return f"，{found[Ge].ge} 至 {found[Le].le}" if Ge in found or Le in found else ""


def rules() -> str:
    """Every rule of the checks, in their order."""
    _same("gongkai.plan.checks.RULES", set(RULE_WORDS), {rule.__name__ for rule in RULES})
    return bullets(RULE_WORDS[rule.__name__] for rule in RULES)
