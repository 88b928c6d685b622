"""Small made-up plans, as YAML texts, for what the real plan has no example of."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
schema: 1
plan:
  id: small-{year}
  number: 某政办发〔{year}〕9号
  title: {year}年某区政务公开工作方案
  issuer: 某区人民政府办公室
  issued: {issued}
  window: {{from: {issued}, to: {year}-12-31}}
kinds: [区政府部门, 镇]
claimants: 区政府各部门
units:
  - {{name: 甲局, full: 某区甲局, kind: 区政府部门, initials: jj, source: 试例, certainty: high}}
  - {{name: 乙局, full: 某区乙局, kind: 区政府部门, initials: yj, source: 试例, certainty: high}}
  - {{name: 丙镇, full: 某区丙镇, kind: 镇, initials: bz, source: 试例, certainty: high}}
groups:
  - name: 区政府各部门
    kinds: [区政府部门]
    members: [甲局, {second}]
tasks:
"""

TASK = """\
  - id: "{number}"
    category: 试例
    topic: 试例{number}
    requirement: {quote}。
    responsible: {responsible}
    owners: {owners}
    items:
      - quote: {quote}
{when}
"""


def small_plan(
    folder: Path,
    *tasks: tuple[str, str, str],
    year: int = 2019,
    issued: str = "2019-07-16",
    second: str = "乙局",
) -> str:
    """The path of a plan whose tasks are (demand, its `when` in YAML or "", who: a unit or 区政府各部门)."""
    text = HEAD.format(year=year, issued=issued, second=second)
    for number, (quote, when, who) in enumerate(tasks, 1):
        line = f"        when: {when}" if when else ""
        text += TASK.format(number=number, quote=quote, responsible=who, owners=f"[{who}]", when=line)
    path = folder / f"small_{year}.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)
