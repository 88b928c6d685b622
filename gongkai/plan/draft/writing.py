"""A draft as the YAML of a plan, with `# 待核：…` wherever it was not sure."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from gongkai.plan.draft.body import Filing
from gongkai.plan.draft.drafting import Draft, DraftTask
from gongkai.plan.draft.items import DraftItem
from gongkai.plan.draft.roster import Roster
from gongkai.plan.draft.yaml_text import MARK, Writer, flow, mapping, raw, scalar
from gongkai.plan.raw import entries
from gongkai.plan.responsible import DEFAULT_ROLE, Responsible, parse_responsible
from gongkai.plan.timing import TimePhrase
from gongkai.plan.wording import soft_words

UNNAMED = "未写明"


class Doubt(NamedTuple):
    line: int
    reason: str


class DraftFile(NamedTuple):
    """The text of a draft's file, what in it is doubtful, and how many tasks it has."""

    text: str
    doubts: tuple[Doubt, ...]
    tasks: int


def write_draft(draft: Draft, source: str) -> DraftFile:
    """The YAML of a draft made from the file called `source`."""
    out = Writer()
    plain = "".join(filter(str.isprintable, source))
    out.line(f"# 由“{plain}”自动起草。带“{MARK}”的各处是推测或没有把握的，请对照原文核对，改好后删去该注释。")
    out.line("# 改完运行 gongkai plan check 本文件，看还有什么没有填好。")
    out.line("schema: 1")
    _heading(out, draft)
    for doubt in draft.doubts:
        out.doubt("", doubt)
    known = draft.roster.known
    guessed = dict.fromkeys(unit.kind for unit in draft.roster.units)
    kinds = list(dict.fromkeys([*(known.kinds if known else ()), *guessed]))
    if kinds:
        out.line(f"kinds: {raw(kinds)}", "类别按单位名称推测" if guessed else "")
    _units(out, draft.roster)
    _groups(out, draft.roster)
    _claimants(out, draft)
    _body(out, draft)
    if draft.tasks or draft.body.filing:
        out.line("tasks:")
    for task in draft.tasks:
        _task(out, task)
    if draft.body.filing:
        _filing(out, draft.body.filing, draft)
    for words in draft.body.dated:
        out.doubt("", f"正文另有写明时间的话，没有立为任务：{words}")
    return DraftFile(out.text(), tuple(Doubt(*doubt) for doubt in out.doubts), len(draft.tasks))


def _heading(out: Writer, draft: Draft) -> None:
    heading = draft.heading
    out.line("plan:")
    out.line(f"  id: {scalar(heading.id)}", "标识按地名首字母和年份拟定，可改")
    for field in ("number", "title", "annex", "issuer", "district", "issued"):
        value = str(getattr(heading, field) or "")
        if value:
            out.line(f"  {field}: {scalar(value)}", heading.doubts.get(field, ""))
        elif field in heading.doubts:
            out.doubt("  ", f"{heading.doubts[field]}，请补 {field}")
    out.field("  addressees", heading.addressees)
    if heading.issued and heading.year:
        window = {"from": heading.issued.isoformat(), "to": f"{heading.year}-12-31"}
        out.line(f"  window: {mapping(window)}", "按印发日至年底推定")
    else:
        out.doubt("  ", "缺成文日期或年份，请补 window: {from: 印发日, to: 年底}")
    out.field("  office", heading.office)
    out.field("  mail", heading.mail)


def _units(out: Writer, roster: Roster) -> None:
    known = roster.known.units if roster.known else ()
    if known or roster.units:
        out.line("units:")
    found: dict[str, list[dict[str, str]]] = {}
    for name, spelling, note in roster.more_aliases:
        found.setdefault(name, []).append({"name": spelling, "note": note})
    for entry in known:
        more = found.get(entry["name"], [])
        merged = [*entries(entry, "aliases"), *more]
        _entry(out, entry | ({"aliases": merged} if merged else {}), "别名按原文写法推测" if more else "")
    for unit in roster.units:
        guessed = "全称、类别、拼音首字母" if unit.initials else "全称、类别"
        out.line(f"  - name: {scalar(unit.name)}", f"{guessed}为推测", *unit.doubts)
        out.field("    full", unit.full)
        out.field("    kind", unit.kind)
        if unit.initials:
            out.line(f"    initials: {unit.initials}")
        else:
            out.doubt("    ", "拼音首字母推不出，请补 initials")
        if unit.aliases:
            aliases = [{"name": name} | ({"note": note} if note else {}) for name, note in unit.aliases]
            out.line(f"    aliases: {raw(aliases)}", "别名按原文写法推测")
        out.field("    source", "原文责任单位栏第" + "、".join(unit.tasks) + "项")
        out.line("    certainty: low")


def _entry(out: Writer, entry: dict[str, Any], doubt: str = "") -> None:
    """A unit or a group of an earlier plan, as its file has it."""
    mark = "- "
    for field, value in entry.items():
        out.line(f"  {mark}{field}: {raw(value)}", doubt if field == "aliases" else "")
        mark = "  "


def _groups(out: Writer, roster: Roster) -> None:
    known = roster.known.groups if roster.known else ()
    if known or roster.groups:
        out.line("groups:")
    for entry in known:
        _entry(out, entry)
    for group in roster.groups:
        out.line(f"  - name: {scalar(group.name)}", *group.doubts)
        if group.printed:
            out.line(f"    printed: {raw(group.printed)}")
        reason = "，只放入文中点名、看似在内的单位，请补全" if group.members else "，请补"
        out.line(f"    members: {raw(group.members)}", f"原文没有列出成员{reason}")


def _claimants(out: Writer, draft: Draft) -> None:
    opened = any(task.parsed.open or not task.responsible for task in draft.tasks)
    filing = draft.body.filing
    opened = opened or bool(filing and (not filing.responsible or _parsed(filing, draft).open))
    if not opened:
        return
    known = draft.roster.known
    if known and known.claimants:
        out.line(f"claimants: {scalar(known.claimants)}")
        return
    names = [group.name for group in draft.roster.groups]
    names += [entry["name"] for entry in known.groups] if known else []
    group = next((name for name in names if re.search(r"政府各部门|直各(?:单位|部门)|^各部门", name)), None)
    if group:
        out.line(f"claimants: {scalar(group)}", "列举未尽（等有关部门等）的任务由哪一组单位认领")
    else:
        out.doubt("", "有任务的责任单位没有列尽，请补 claimants: 可以认领的单位组")


def _body(out: Writer, draft: Draft) -> None:
    if draft.body.sections:
        out.line("body:")
    for section in draft.body.sections:
        out.line(f"  - section: {scalar(section.section)}")
        out.field("    title", section.title)
        out.line(f"    text: {scalar(section.text)}")


def _task(out: Writer, task: DraftTask) -> None:
    out.line(f'  - id: "{task.id}"', *task.doubts)
    for field in ("category", "topic", "subtopic", "requirement"):
        out.field(f"    {field}", getattr(task, field))
    out.line(f"    responsible: {scalar(task.responsible)}")
    out.field("    time", task.time)
    _owners(out, task.parsed, task.responsible)
    out.line("    items:")
    for item in task.items:
        _item(out, item)


def _owners(out: Writer, parsed: Responsible, responsible: str) -> None:
    owners = [
        raw(mention.name if mention.role == DEFAULT_ROLE else {"name": mention.name, "role": mention.role})
        for mention in parsed.known
    ]
    out.line(f"    owners: {flow(list(dict.fromkeys(owners)))}")
    out.field("    open", "、".join(parsed.open) if responsible else UNNAMED)


def _item(out: Writer, item: DraftItem, *more: str) -> None:
    out.line(f"      - quote: {scalar(item.quote)}", *item.doubts)
    if item.time is not None:
        out.line(f"        when: {when(item.time)}")
    if item.soft:
        out.line(f"        soft: {raw(item.soft)}")
    for line in more:
        out.line(line)


def _filing(out: Writer, filing: Filing, draft: Draft) -> None:
    out.line('  - id: "Z1"', *filing.doubts)
    out.line(f"    section: {scalar(filing.section.section)}")
    out.line(f"    category: {scalar(filing.above)}")
    out.line(f"    topic: {scalar(filing.section.title or filing.above)}")
    out.line(f"    requirement: {scalar(filing.requirement)}")
    out.line(f"    responsible: {scalar(filing.responsible)}")
    _owners(out, _parsed(filing, draft), filing.responsible)
    out.line("    items:")
    quote = filing.requirement.rstrip("。；;")
    also = [{"section": section, "quote": words} for section, words in filing.also]
    item = DraftItem(quote, filing.time, tuple(soft_words(quote)), ())
    more = [f"        also: {raw(also)}"] if also else []
    _item(out, item, *more, "        fulfilled_by: filing")


def _parsed(filing: Filing, draft: Draft) -> Responsible:
    return parse_responsible(filing.responsible, draft.roster.names)


_WITHIN = {"workday": "workdays", "day": "days", "hour": "hours"}


def when(phrase: TimePhrase) -> str:
    """A time phrase as the YAML of `when`."""
    text = scalar(phrase.text)
    if phrase.fields:
        return mapping({**phrase.fields, "text": text})
    span = {}
    if phrase.unit and phrase.within:
        span = {"within": mapping({_WITHIN[phrase.unit]: str(phrase.within)})}
    return mapping({phrase.kind: text, **span})
