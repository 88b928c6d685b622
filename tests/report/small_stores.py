"""Random stores of a small plan, on which changes meet all the time: three units, four rows and the filing duty, which
binds a fourth unit without a row; one membership with both dates; one date before the plan was issued; one row that
may be claimed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

# Shrinking takes long; the changes are readable as they are.
MANY = settings(
    max_examples=100,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

PLAN = "small-2019"
UNITS = ("甲局", "乙局", "丙镇")
ROWS = ("1", "2", "3", "4")
DATED = (("1", 1), ("3", 1), ("3", 2), ("4", 1))
STANDING = (("1", 2), ("2", 1), ("2", 2))
SINCE, UNTIL = date(2019, 7, 17), date(2019, 9, 30)

YAML = f"""\
schema: 1
plan:
  id: {PLAN}
  number: 某政办发〔2019〕9号
  title: 2019年某区政务公开工作方案
  issuer: 某区人民政府办公室
  issued: 2019-07-16
  window: {{from: 2019-07-16, to: 2019-12-31}}
kinds: [区政府部门, 镇]
claimants: 区政府各部门
units:
  - {{name: 甲局, full: 某区甲局, kind: 区政府部门, initials: jj, source: 试例, certainty: high}}
  - {{name: 乙局, full: 某区乙局, kind: 区政府部门, initials: yj, source: 试例, certainty: low}}
  - {{name: 丙镇, full: 某区丙镇, kind: 镇, initials: bz, source: 试例, certainty: high}}
  - {{name: 丁镇, full: 某区丁镇, kind: 镇, initials: dz, source: 试例, certainty: high}}
groups:
  - name: 区政府各部门
    kinds: [区政府部门]
    members: [甲局, {{unit: 乙局, since: {SINCE}, until: {UNTIL}}}]
tasks:
  - id: "1"
    category: 公开
    topic: 甲表
    requirement: 按季度公开甲表，及时更新甲表。
    responsible: 区政府各部门，丙镇
    owners: [区政府各部门, 丙镇]
    items:
      - {{quote: 按季度公开甲表, when: {{every: quarter, text: 按季度}}}}
      - {{quote: 及时更新甲表, when: {{ongoing: 及时}}}}
  - id: "2"
    category: 公开
    topic: 乙表
    requirement: 及时公开乙表，定期核对乙表。
    responsible: 区政府各部门，丙镇
    owners: [区政府各部门, 丙镇]
    items:
      - {{quote: 及时公开乙表, when: {{ongoing: 及时}}}}
      - {{quote: 定期核对乙表, when: {{regular: 定期}}}}
  - id: "3"
    category: 公开
    topic: 丙表
    requirement: 9月底前公开丙表，每年核对不少于2次。
    responsible: 甲局等有关部门
    owners: [甲局]
    open: 等有关部门
    items:
      - {{quote: 9月底前公开丙表, when: {{by: 2019-09-30, text: 9月底前}}}}
      - {{quote: 每年核对不少于2次, when: {{at_least: 2, per: year, text: 每年核对不少于2次}}}}
  - id: "4"
    category: 保障
    topic: 丁表
    requirement: 7月10日前公开丁表。
    responsible: 区政府各部门
    owners: [区政府各部门]
    items: [{{quote: 7月10日前公开丁表, when: {{by: 2019-07-10, text: 7月10日前}}}}]
  - id: "Z1"
    section: 一
    category: 保障
    topic: 措施
    requirement: 区政府各部门、丁镇于7月19日前报送措施。
    responsible: 区政府各部门、丁镇
    owners: [区政府各部门, 丁镇]
    items:
      - quote: 区政府各部门、丁镇于7月19日前报送措施
        when: {{by: 2019-07-19, text: 于7月19日前}}
        fulfilled_by: filing
"""

_folder = TemporaryDirectory(prefix="gongkai-small-")
FILE = Path(_folder.name) / "small.yaml"
FILE.write_text(YAML, encoding="utf-8")

# The days on which something begins, falls due or ends, and those beside them.
DAYS = tuple(
    sorted(
        {
            day + timedelta(days=beside)
            for day in (date(2019, 7, 10), SINCE, date(2019, 7, 19), UNTIL, date(2019, 12, 31))
            for beside in (-1, 0, 1)
        }
    )
)
days = st.sampled_from(DAYS)
_unit = st.sampled_from(UNITS)
_row = st.sampled_from(ROWS)


def _some(*what: str) -> st.SearchStrategy[str]:
    return st.sampled_from(what)


change: st.SearchStrategy[tuple[Any, ...]] = st.one_of(
    st.tuples(st.just("fill all"), _unit, st.none(), days),
    st.tuples(_some("fill", "part", "exempt"), _unit, _row, days),
    st.tuples(_some("accept", "return"), _unit, _row, days),
    st.tuples(_some("claim", "unclaim"), st.just("乙局"), st.just("3"), days),
    st.tuples(st.just("publish"), _unit, st.sampled_from(DATED), days),
    st.tuples(st.just("standing"), _unit, st.sampled_from(STANDING), days),
    st.tuples(st.just("withdraw"), _unit, st.integers(1, 6), days),
    st.tuples(st.just("undo"), _unit, _row, days),
)
changes = st.lists(change, max_size=20)
