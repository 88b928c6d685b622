"""From what a person types to a unit or a task of the plan. Never a fuzzy guess."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from gongkai.base.problems import UsageMistake
from gongkai.base.text import clip, key
from gongkai.store.engine.interface import Store
from gongkai.store.questions.plan import Spelling, spelled, spelling_rows, task_row, task_rows

MOST_SHOWN = 8
MOST_ECHOED = 40  # cells of what was typed


def find_unit(store: Store, plan: str, name: str) -> str:
    """The unit `name` means: a name or full name, else an alias, else pinyin initials, else a unique
    abbreviation (its letters in order). UsageMistake, with the candidates or the nearest names, otherwise.
    """
    wanted = key(name)
    name = clip(name, MOST_ECHOED)
    exact = spelled(store, plan, wanted)
    for sorts in (("name", "full"), ("alias",), ("initials",)):
        units = {row.unit for row in exact if row.sort in sorts}
        if len(units) == 1:
            return units.pop()
        if units:
            raise UsageMistake(f"“{name}”可以是：{'、'.join(sorted(units))}，请写全名")
    candidates = _abbreviated(wanted, spelling_rows(store, plan)) if wanted else []
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        shown = "、".join(candidates[:MOST_SHOWN]) + ("等" if len(candidates) > MOST_SHOWN else "")
        raise UsageMistake(f"“{name}”可以是 {len(candidates)} 个单位：{shown}，请写得更全")
    near = nearest(store, plan, name)
    hint = f"，是不是 {'、'.join(near)}？" if near else "，请用 gongkai units 查看全部单位"
    raise UsageMistake(f"没有单位“{name}”{hint}")


def _abbreviated(wanted: str, spellings: Iterable[Spelling]) -> list[str]:
    """The units whose names hold the letters in order: short names first, then the other spellings and
    the pinyin initials."""
    found: tuple[dict[str, None], ...] = ({}, {}, {})
    place = {"name": 0, "full": 1, "alias": 1, "initials": 2}
    for row in spellings:
        if _in_order(wanted, row.key):
            found[place[row.sort]][row.unit] = None
    return list(next(filter(None, found), {}))


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


def nearest(store: Store, plan: str, name: str) -> list[str]:
    """The units whose names are most like one that means none: for showing, never for taking."""
    from difflib import get_close_matches

    near: dict[str, str] = {}
    spellings = spelling_rows(store, plan)
    waiting = ((row.key, row.unit) for row in spellings if row.sort != "initials")
    while some := dict(islice(waiting, 1000)):
        near |= some
        near = {k: near[k] for k in get_close_matches(key(name), near, n=3, cutoff=0.5)}
    return list(dict.fromkeys(near.values()))


def find_task(store: Store, plan: str, number: str) -> str:
    """The task a number means: 14, １４, 014, z3. UsageMistake with the range of numbers otherwise."""
    wanted = key(number).upper().removeprefix("任务")
    prefix, digits = ("Z", wanted[1:]) if wanted.startswith("Z") else ("", wanted)
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        task = f"{prefix}{int(digits)}"
        if task_row(store, plan, task):
            return task
    ids = [task.id for task in task_rows(store, plan)]
    body = [i for i in ids if i.startswith("Z")]
    annex = [i for i in ids if not i.startswith("Z")]
    ranges = "、".join(f"{part[0]} 至 {part[-1]}" for part in (annex, body) if part)
    raise UsageMistake(f"没有任务“{clip(number, MOST_ECHOED)}”，任务序号为 {ranges}")


def find_category(store: Store, plan: str, name: str) -> str:
    """The one category that has `name` in it; UsageMistake with the categories otherwise."""
    question = "SELECT category, MIN(seq) AS seq FROM task WHERE plan = :plan GROUP BY category ORDER BY seq"
    categories = [str(row["category"]) for row in store.rows(question, {"plan": plan})]
    return _the_one(name, categories, "类别", "任务类别")


def find_group(store: Store, plan: str, name: str) -> str:
    """The one group of units that has `name` in it; UsageMistake with the groups otherwise."""
    question = "SELECT name FROM unit_group WHERE plan = :plan ORDER BY seq"
    groups = [str(row["name"]) for row in store.rows(question, {"plan": plan})]
    return _the_one(name, groups, "单位组", "单位组")


def _the_one(name: str, known: list[str], what: str, whole: str) -> str:
    """The one of several that is `name` or else has it in it."""
    found = [each for each in known if each == name] or [each for each in known if key(name) in key(each)]
    if len(found) == 1:
        return found[0]
    shown = "、".join(found or known)
    name = clip(name, MOST_ECHOED)
    raise UsageMistake(
        f"“{name}”可以是几个{what}：{shown}" if found else f"没有{whole}“{name}”，{what}有：{shown}"
    )


def check_kind(store: Store, plan: str, name: str) -> None:
    """UsageMistake, with the kinds of units, where none has `name` in it."""
    question = "SELECT kind, MIN(seq) AS seq FROM unit WHERE plan = :plan GROUP BY kind ORDER BY seq"
    kinds = [str(row["kind"]) for row in store.rows(question, {"plan": plan})]
    if not any(name in kind for kind in kinds):
        raise UsageMistake(f"没有单位类别“{clip(name, MOST_ECHOED)}”，类别有：{'、'.join(kinds)}")
