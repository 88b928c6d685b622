"""A plan file in, a checked `Plan` or everything that is wrong with it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from gongkai.base.problems import PlanError, Problem
from gongkai.base.text import shortened
from gongkai.plan import checks
from gongkai.plan.checks.advice import nearest, suggestion
from gongkai.plan.document import Document, Location, read_document
from gongkai.plan.models import Group, Heading, Plan, Reading, Section, Task, Unit
from gongkai.plan.parts import Part, Parts
from gongkai.plan.raw import named
from gongkai.plan.source import read_plan_bytes

M = TypeVar("M", bound=BaseModel)

_TOP = ("schema", "plan", "readings", "kinds", "claimants", "units", "groups", "body", "tasks")


class Loaded(NamedTuple):
    """A plan, or None where it doesn't load, and its problems in file order."""

    plan: Plan | None
    problems: list[Problem]


def load_plan(path: str) -> Plan:
    """Load and check the plan file at `path`; raise PlanError with all its problems where it does not load."""
    return checked_plan(path, read_plan_bytes(path))


def checked_plan(path: str, content: bytes) -> Plan:
    """The plan in `content`, the bytes of the file at `path`; PlanError with all its problems otherwise."""
    loaded = examine_plan(path, content)
    if loaded.plan is None:
        first, count = loaded.problems[0], len(loaded.problems)
        more = f"；共 {count} 处问题，运行 gongkai plan check 查看全部" if count > 1 else ""
        raise PlanError(f"{first}{more}", loaded.problems)
    return loaded.plan


def examine_plan(path: str, content: bytes) -> Loaded:
    """Check a plan's bytes from end to end, in one pass; never raises for what is wrong with them."""
    try:
        document = read_document(path, content)
    except PlanError as error:
        return Loaded(None, error.problems)
    parts = _parts(document)
    if parts is not None:
        document.problems.extend(checks.check(parts))
    problems = sorted(set(document.problems))  # by their places
    if problems or parts is None:
        return Loaded(None, problems)
    given = {key: value for key, value in document.value.items() if value is not None}
    return Loaded(Plan.model_validate(given | _validated(parts)), [])


def _validated(parts: Parts) -> dict[str, Any]:
    """The pieces as the models they are already, so that the whole needn't validate them again."""
    lists = ("readings", "units", "groups", "body", "tasks")
    pieces = {key: [part.value for part in getattr(parts, key)] for key in lists}
    return {"plan": parts.heading, **pieces}


def _parts(document: Document) -> Parts | None:
    """Validate piece by piece, so that one bad piece doesn't hide what is wrong with the others."""
    top = document.value
    if not isinstance(top, dict):
        document.complain((), "方案文件的最外层应是“键: 值”", "参照 data/tasks_2019.yaml")
        return None
    for key in [key for key in top if key not in _TOP][: checks.MOST_PROBLEMS]:
        document.complain((key,), f"不认识的键“{key}”", suggestion(key, _TOP))
        meant = nearest(key, _TOP)
        if meant and meant not in top:
            _rename(document, key, meant)
    for key in ("schema", "plan", "kinds", "units", "tasks"):
        if top.get(key) in (None, [], {}):
            document.complain((key,), f"缺少“{key}”")
    if top.get("schema") not in (None, "1"):
        document.complain(("schema",), f"不认识的格式版本“{shortened(str(top['schema']), 20)}”", "应为 1")
    heading = _one(Heading, ("plan",), document) if isinstance(top.get("plan"), dict) else None
    if not isinstance(top.get("plan"), dict | None):
        document.complain(("plan",), "“plan”应是“键: 值”")
    claimants = top.get("claimants")
    if claimants is not None and not isinstance(claimants, str):
        document.complain(("claimants",), "“claimants”应是一个单位组的名称")
        claimants = None
    return Parts(
        document=document,
        heading=heading,
        kinds=tuple(k for k in _raw_list(document, "kinds") if _is_text(document, k)),
        claimants=claimants,
        readings=_many(Reading, "readings", document),
        units=_many(Unit, "units", document),
        groups=_many(Group, "groups", document),
        body=_many(Section, "body", document),
        tasks=_many(Task, "tasks", document),
        # Those of bad entries too, or each would be reported again wherever it is named.
        known_names=frozenset(entry["name"] for key in ("units", "groups") for entry in named(top, key)),
    )


def _rename(document: Document, key: str, meant: str) -> None:
    """Read on as if a misspelled key at the top were right, so that it doesn't hide what stands under it."""
    document.value[meant] = document.value.pop(key)
    under = {location: place for location, place in document.places.items() if location[:1] == (key,)}
    document.places.update({(meant, *location[1:]): place for location, place in under.items()})


def _is_text(document: Document, value: Any) -> bool:
    if isinstance(value, str) and value.strip():
        return True
    document.complain(("kinds",), "“kinds”的每一项应是一个单位类别的名称")
    return False


def _raw_list(document: Document, key: str) -> list[Any]:
    value = document.value.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        document.complain((key,), f"“{key}”应是以“- ”开头的列表")
        return []
    return value


def _many(model: type[M], key: str, document: Document) -> tuple[Part[M], ...]:
    found = []
    for index, _ in enumerate(_raw_list(document, key)):
        before = len(document.problems)
        if before >= checks.MOST_PROBLEMS:
            break  # nobody reads more
        location = (key, index)
        value = _one(model, location, document)
        if value is not None:
            found.append(Part(location, value, whole=len(document.problems) == before))
    return tuple(found)


def _one(model: type[M], location: Location, document: Document) -> M | None:
    raw: Any = document.value
    for step in location:
        raw = raw[step]
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults = _first_hand(error.errors(include_url=False))
    for fault in faults:
        _explain(document, location, fault, model)
    return _salvage(model, raw, [fault["loc"] for fault in faults])


def _first_hand(faults: list[Any]) -> list[Any]:
    """The faults without those that only follow from others: a list is “too short” when its entries are bad."""
    return [
        fault
        for fault in faults
        if fault["type"] != "too_short"
        or not any(
            len(other["loc"]) > len(fault["loc"]) and other["loc"][: len(fault["loc"])] == fault["loc"]
            for other in faults
        )
    ]


def _salvage(model: type[M], raw: Any, locations: Sequence[Location]) -> M | None:
    """The piece without its faulty fields and 事项, for the checks that can still be made on it.

    事项 are emptied, not removed: the places of those after them must stay.
    """
    if not isinstance(raw, dict) or not all(locations):
        return None
    bad_items = {where[1] for where in locations if where[0] == "items" and len(where) > 1}
    bad_fields = {where[0] for where in locations if where[0] != "items" or len(where) == 1}
    rest = {field: value for field, value in raw.items() if field not in bad_fields}
    if bad_items and "items" in rest:
        rest["items"] = [_emptied(item) if at in bad_items else item for at, item in enumerate(rest["items"])]
    try:
        return model.model_validate(rest)
    except ValidationError:
        return None


def _emptied(item: Any) -> dict[str, str]:
    quote = item.get("quote") if isinstance(item, dict) else None
    return {"quote": quote if isinstance(quote, str) and quote.strip() else "？"}


_MEANINGS = {
    "missing": "缺少“{field}”",
    "extra_forbidden": "不认识的键“{field}”",
    "string_type": "“{field}”应是文字",
    "string_too_long": "“{field}”：太长（{length} 字，至多 {max_length} 字）",
    "string_pattern_mismatch": "“{field}”的写法不对：{input}",
    "int_parsing": "“{field}”应是整数：{input}",
    "int_from_float": "“{field}”应是整数：{input}",
    "greater_than_equal": "“{field}”太小：{input}，至少 {ge}",
    "less_than_equal": "“{field}”太大：{input}，至多 {le}",
    "tuple_type": "“{field}”应是列表",
    "list_type": "“{field}”应是列表",
    "too_short": "“{field}”不能是空的",
    "model_type": "“{field}”应是“键: 值”",
    "model_attributes_type": "“{field}”应是“键: 值”",
    "dict_type": "“{field}”应是“键: 值”",
}


def _explain(document: Document, location: Location, fault: Any, model: type[BaseModel]) -> None:
    where: Location = (*location, *fault["loc"])
    field = next((step for step in reversed(where) if isinstance(step, str)), "")
    context = fault.get("ctx", {})
    kind = fault["type"]
    given = fault.get("input")
    shown = f"“{shortened(str(given), 60)}”" if isinstance(given, str | int) else "（此处不是文字）"
    length = len(given) if isinstance(given, str) else 0
    advice = ""
    if kind == "value_error":
        message = f"“{field}”：{context['error']}"
    elif kind == "literal_error":
        allowed = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        message = f"“{field}”的值 {shown} 不在可选之列"
        near = suggestion(given, allowed) if isinstance(given, str) else ""
        advice = near or "可选：" + "、".join(allowed)
    elif kind == "extra_forbidden":
        message = _MEANINGS[kind].format(field=field)
        advice = suggestion(field, _fields_at(model, fault["loc"][:-1]))
    else:
        pattern = _MEANINGS.get(kind, "“{field}”不对：{input}")
        message = pattern.format(field=field or "此处", input=shown, length=length, **context)
        advice = _PATTERN_ADVICE.get(field, "") if kind == "string_pattern_mismatch" else ""
    document.complain(where, message, advice)


_PATTERN_ADVICE = {
    "id": "附件各行为 1、2、3……，正文为 Z1、Z2……；方案标识用字母、数字和 - _ .",
    "initials": "应为小写拼音首字母，如 qsfj",
    "code": "应为 9 位或 12 位统计用区划代码",
    "mail": "应形如 name@example.cn",
}


def _fields_at(model: type[BaseModel], location: Location) -> list[str]:
    """The field names a model takes at a location inside it."""
    here: Any = model
    for step in location:
        if isinstance(step, str):
            field = here.model_fields.get(step) if here else None
            here = _model_in(field.annotation) if field else None
    return [field.alias or name for name, field in here.model_fields.items()] if here else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
