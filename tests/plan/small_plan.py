"""A small made-up plan with one of everything, to be broken or compiled."""

from __future__ import annotations

SMALL = """\
schema: 1
plan:
  id: small-2019
  number: 甲政办发〔2019〕2号
  title: 2019年甲区政务公开工作方案
  issuer: 甲区政府办公室
  issued: 2019-03-20
  window: {from: 2019-03-20, to: 2019-12-31}
readings:
  - {quote: 每季度, text: 每个自然季度一期。}
kinds: [部门, 镇]
units:
  - {name: 甲局, full: 甲区甲局, kind: 部门, initials: jj, aliases: [甲管局], source: 附件, certainty: high}
  - {name: 乙局, full: 甲区乙局, kind: 部门, initials: yj, source: 附件, certainty: high}
  - {name: 丙局, full: 甲区丙局, kind: 部门, initials: bj, source: 推定, certainty: low}
  - {name: 丁镇, full: 甲区丁镇, kind: 镇, initials: dz, code: "370305100", source: 代码, certainty: high}
  - {name: 戊镇, full: 甲区戊镇, kind: 镇, initials: wz, code: "370305102", source: 代码, certainty: high}
groups:
  - {name: 各部门, kinds: [部门], members: [甲局, 乙局, 丙局]}
  - {name: 各镇, kinds: [镇], members: [丁镇, 戊镇]}
  - {name: 各单位, groups: [各部门, 专班]}
  - {name: 专班, members: [甲局, {unit: 丁镇, since: 2019-06-01, until: 2019-09-30}]}
claimants: 各部门
body:
  - {section: 一, title: 措施, text: 各部门要于4月10日前报送措施。要定期检查。各单位要加强调度。}
  - {section: 二, title: 检查, text: 专班每月通报一次。}
tasks:
  - id: "1"
    category: 公开
    topic: 财政
    requirement: 每季度公开收支。原则上要公开全文，及时更新。
    responsible: 甲局、乙局等有关部门
    owners: [甲局, 乙局]
    open: 等有关部门
    notes: [{kind: reading, quote: 收支, text: 指预算收支。}]
    items:
      - {quote: 每季度公开收支, when: {every: quarter, text: 每季度}}
      - {quote: 原则上要公开全文, soft: [原则上]}
      - {quote: 及时更新, when: {ongoing: 及时}}
  - id: "2"
    category: 公开
    topic: 名录
    requirement: 年底前公开名录，制定规章，全年通报不少于3次。
    responsible: 各镇，乙局，各部门
    owners: [各镇, 乙局, 各部门]
    items:
      - {quote: 年底前公开名录, when: {by: 2019-12-31, text: 年底前}}
      - {quote: 制定规章, beyond: [规章]}
      - {quote: 全年通报不少于3次, when: {at_least: 3, per: year, text: 全年通报不少于3次}}
  - id: "Z1"
    section: 一
    category: 保障
    topic: 措施
    requirement: 各部门要于4月10日前报送措施。
    responsible: 各部门
    owners: [各部门]
    items:
      - {quote: 各部门要于4月10日前报送措施, when: {by: 2019-04-10, text: 于4月10日前}, fulfilled_by: filing}
  - id: "Z2"
    section: 一
    category: 保障
    topic: 措施
    requirement: 要定期检查。
    responsible: ""
    open: 未写明
    items:
      - quote: 要定期检查
        when: {regular: 定期}
        also: [{section: 二, quote: 通报}]
  - id: "Z3"
    section: 一
    category: 保障
    topic: 措施
    requirement: 各单位要加强调度。
    responsible: 各单位
    owners: [各单位]
    items:
      - {quote: 各单位要加强调度}
  - id: "Z4"
    section: 二
    category: 保障
    topic: 检查
    requirement: 专班每月通报一次。
    responsible: 专班
    owners: [专班]
    items:
      - {quote: 专班每月通报一次, when: {every: month, text: 每月通报一次}}
"""


def changed(*edits: tuple[str, str]) -> bytes:
    """The small plan with pieces of its text replaced; each must stand in it."""
    text = SMALL
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()
