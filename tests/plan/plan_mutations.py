"""Broken copies of the 2019 plan, made by program: each has one mistake, at a line we know.

Where a mistake leaves the file readable, the line is exact. A line taken away leaves its neighbours to complain;
quotes and brackets left open, and bad indents, are noticed by YAML at that line or where it gives up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from conftest import PLAN_FILE

CONTENT = PLAN_FILE.read_bytes()
LINES = CONTENT.decode("utf-8").split("\n")


class Mutation(NamedTuple):
    """`lines`: where a problem must be reported; `says`: what some problem there must say."""

    name: str
    content: bytes
    lines: tuple[int, ...]
    says: str = ""


def find(fragment: str, after: str = "") -> int:
    """The number of the first line with `fragment`, behind the first line with `after`."""
    start = next(n for n, line in enumerate(LINES) if after in line)
    return next(n for n, line in enumerate(LINES[start:], start + 1) if fragment in line)


def task_line(task: str, fragment: str) -> int:
    return find(fragment, f'  - id: "{task}"')


def unit_line(unit: str, fragment: str) -> int:
    return find(fragment, f"  - name: {unit}")


def _whole(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("utf-8")


def change(name: str, n: int, old: str, new: str, says: str = "") -> Mutation:
    """Line `n` with `old` replaced."""
    line = LINES[n - 1]
    assert old in line and old != new, (name, line)
    return Mutation(name, _whole([*LINES[: n - 1], line.replace(old, new, 1), *LINES[n:]]), (n,), says)


def drop(name: str, n: int, says: str = "") -> Mutation:
    """The file without line `n`: its neighbours, before and behind, now stand at n-1 and n."""
    return Mutation(name, _whole([*LINES[: n - 1], *LINES[n:]]), (n - 1, n), says)


def insert(name: str, n: int, line: str, says: str = "") -> Mutation:
    """A new line behind line `n`."""
    return Mutation(name, _whole([*LINES[:n], line, *LINES[n:]]), (n + 1,), says)


def near(mutation: Mutation, before: int = 1, behind: int = 1) -> Mutation:
    """Structural damage: YAML may give up a little before or behind the line."""
    first, last = min(mutation.lines) - before, max(mutation.lines) + behind
    return mutation._replace(lines=tuple(range(first, last + 1)))


def _swap(text: str, at: float) -> tuple[str, str]:
    """Two neighbouring characters of `text` about its part `at`, and the same changed about."""
    start = int(len(text) * at)
    for i in [*range(start, len(text) - 1), *range(start)]:
        pair = text[i : i + 2]
        if pair[0] != pair[1] and all("一" <= c <= "鿿" for c in pair):
            return text[: i + 2], text[:i] + pair[1] + pair[0]
    raise AssertionError(text)


def _fields(key: str) -> Iterator[tuple[str, int, str]]:
    """Every line of the tasks that gives `key` a value: the task, the line's number and the value."""
    task = ""
    for n, line in enumerate(LINES, 1):
        if found := re.match(r'  - id: "(.+)"', line):
            task = found[1]
        if task and (found := re.match(rf"\s+(?:- )?{key}: (.+)", line)):
            yield task, n, found[1]


# ---------------------------------------------------------------- what is printed


def printed_words() -> Iterator[Mutation]:
    """Characters of the verbatim text changed about or lost."""
    for task, n, value in list(_fields("requirement"))[::3]:
        yield change(f"任务 {task} 工作要求两字颠倒", n, *_swap(value, 0.5))
    for count, (task, n, value) in enumerate(_fields("quote")):
        if count % 9 == 0:
            yield change(
                f"任务 {task} 第{n}行引文两字颠倒", n, *_swap(value, 0.4), says="不是工作要求中的原文"
            )
        elif count % 23 == 1:
            yield change(f"任务 {task} 第{n}行引文少了末两字", n, value, value[:-2], says="")
    for count, (task, n, value) in enumerate(_fields("also")):
        if count % 7 == 0:
            quote = re.search(r"quote: (.+)}\]", value)
            assert quote
            yield change(f"任务 {task} 第{n}行另处引文两字颠倒", n, *_swap(quote[1], 0.3), says="正文")
    for count, n in enumerate(n for n, line in enumerate(LINES, 1) if line.startswith("    text: ")):
        if "总体要求" not in LINES[n - 2]:
            yield change(
                f"正文第{count}节两字颠倒", n, *_swap(LINES[n - 1].split("：")[-1][8:], 0.5), says="正文"
            )
    yield change(
        "正文“不少于 2 次”去了空格", find("section: 二（三）") + 2, "不少于 2 次", "不少于2次", "任务 33"
    )
    yield change("繁体“個”改成简体", task_line("16", "requirement:"), "個人", "个人", "个人信用体系")
    yield change("引文里的繁体“內”改成简体", task_line("20", "的內容"), "內容", "内容")
    n = task_line("20", "quote: 加大政府采购")
    yield change("引文里的繁体“內”改成简体（事项）", n, "內容", "内容", "內")
    yield change("弯引号改成直引号", task_line("8", "requirement:"), "“放管服”", '"放管服"')
    yield change("全角括号改成半角", task_line("7", "requirement:"), "废弃物", "废弃物(")
    yield change("误记处的引文不符", task_line("16", "kind: slip"), "quote: 個人", "quote: 个人", "个人")
    yield change("提示引文不符", task_line("Z2", "kind: reading"), "认真贯彻", "认真贯砌", "认真贯砌")
    yield change(
        "整份读法引文不符", find("quote: 在7月底之前, text"), "在7月底之前", "在8月底之前", "在8月底之前"
    )
    yield change("整份读法引文是空的", find("quote: 按月, text"), "quote: 按月", 'quote: ""', "quote")
    yield drop("少了一个事项（任务 2）", task_line("2", "quote: 重点公开"), "补一条事项")._replace(
        lines=(task_line("2", "requirement:"),)
    )
    yield change("工作要求多了一句", task_line("3", "requirement:"), "。", "。每年通报一次。", "每年通报一次")
    yield change("工作要求被截短", task_line("12", "requirement:"), "并向社会公开。", "。")
    first, second = task_line("10", "quote: 及时公布"), task_line("10", "quote: 公开市场")
    yield change("引文重叠", second, "公开市场", "和备案事项，公开市场", "重叠")
    swapped = [*LINES]
    swapped[first - 1], swapped[second - 1] = swapped[second - 1], swapped[first - 1]
    yield Mutation("两个事项颠倒", _whole(swapped), (first, second), "次序")


# ---------------------------------------------------------------- who owes it


def owners() -> Iterator[Mutation]:
    """Units misspelled, lost or put in where they don't belong; open words lost or changed."""
    read = {task for task, _, _ in _fields("owners_reading")}  # not read off the printed words
    for task, n, value in list(_fields("owners"))[::2]:
        names = value.strip("[]").split(", ")
        if not names[0] or task in read:
            continue
        if len(names) > 1:
            yield change(f"任务 {task} 漏了 {names[-1]}", n, f", {names[-1]}]", "]", names[-1])
        elif task.isdigit():
            yield change(f"任务 {task} 多了 区商务局", n, "]", ", 区商务局]", "区商务局")
    for task, n, value in _fields("open"):
        if value == "未写明" and task not in ("Z2", "Z11"):
            continue
        yield drop(f"任务 {task} 漏了 open", n)._replace(lines=(n - 2, n - 1, n))
    yield change(
        "区司法局写成区司发局（owners）",
        task_line("12", "owners:"),
        "区司法局",
        "区司发局",
        "区司发局 → 区司法局?",
    )
    yield change(
        "区司法局写成区司发局（责任单位）",
        task_line("12", "responsible:"),
        "区司法局",
        "区司发局",
        "区司发局 → 区司法局?",
    )
    yield change(
        "区财政局写成区财正局", task_line("5", "owners:"), "区财政局", "区财正局", "区财正局 → 区财政局?"
    )
    yield change(
        "各镇街道写成各镇接道", task_line("17", "owners:"), "各镇街道", "各镇接道", "各镇接道 → 各镇街道?"
    )
    yield change("责任单位写成另一单位", task_line("12", "responsible:"), "区司法局", "区财政局", "区财政局")
    yield change(
        "责任单位多了一个", task_line("22", "responsible:"), "区财政局", "区财政局、区审计局", "区审计局"
    )
    yield change(
        "owners 颠倒",
        task_line("3", "owners:"),
        "区农业农村局, 区自然资源局",
        "区自然资源局, 区农业农村局",
        "顺序",
    )
    yield change(
        "owners 写了两次", task_line("3", "owners:"), "[区农业农村局", "[区农业农村局, 区农业农村局", "两次"
    )
    yield change("open 写错", task_line("2", "open:"), "等有关部门", "等相关部门", "open: 等有关部门")
    yield change("open 写错（各有关部门）", task_line("31", "open:"), "区政府各有关部门", "区政府有关部门")
    yield change("责任单位少了“等有关部门”", task_line("27", "responsible:"), "等有关部门", "", "open")
    yield insert("不该有 open", task_line("12", "owners:"), "    open: 等有关部门", "删去 open")
    yield change(
        "附件任务没有责任单位原文", task_line("12", "responsible:"), "区司法局", '""', "缺少责任单位原文"
    )
    yield change("未写明的任务写了单位", task_line("Z3", "owners:"), "[]", "[区大数据局]")
    yield change("责任单位是空列表又没有 open", task_line("9", "owners:"), "[区发改局]", "[]", "区发改局")
    yield change("owners 不是列表", task_line("9", "owners:"), "[区发改局]", "区发改局", "列表")
    yield change(
        "owners 里有不认识的键",
        task_line("9", "owners:"),
        "区发改局",
        "{name: 区发改局, rol: 牵头}",
        "rol → role?",
    )
    yield change(
        "claimants 写错", find("claimants:"), "区政府各部门", "区政府名部门", "区政府名部门 → 区政府各部门?"
    )
    yield drop("少了 claimants", find("claimants:"), "claimants")._replace(lines=(9,))


# ---------------------------------------------------------------- when


def _stem(when: str) -> str:
    """The printed words of a demand that is dated, recurring or counted by them alone."""
    found = re.search(r"(?:text|regular): (.+?)}", when)
    return found[1] if found and found[1] != "年度" else "(?!)"


def times() -> Iterator[Mutation]:
    """Dates, intervals and counts that are not the printed ones, and time words nobody took up."""
    for task, n, value in _fields("when"):
        if "source" in value:
            yield change(
                f"任务 {task} 第{n}行日期没有依据", n, value, re.sub(", source: .*", "}", value), "source"
            )
        elif re.search(r"by|every|at_least|regular", value) and re.search(_stem(value), LINES[n - 2]):
            yield drop(f"任务 {task} 第{n}行漏了 when", n, "when 未写或不符")
    by, every = task_line("14", "when: {by:"), task_line("7", "when: {every:")
    yield change("日期差一天", by, "2019-07-31", "2019-07-30", "by: 2019-07-31")
    yield change("日期差一年", by, "2019-07-31", "2020-07-31", "by: 2019-07-31")
    yield change("没有这一天", by, "2019-07-31", "2019-06-31", "没有这一天")
    yield change("日期写成7月31日", by, "2019-07-31", "7月31日", "应形如")
    yield change("日期用斜线", by, "2019-07-31", "2019/07/31", "应形如")
    yield change("日期用全角数字", by, "2019-07-31", "２０１９-07-31", "应形如")
    yield change("填报期限差一天", task_line("Z1", "when:"), "2019-07-19", "2019-07-20", "by: 2019-07-19")
    yield change("指南期限差一月", task_line("Z10", "when:"), "2019-07-19", "2019-08-19", "by: 2019-07-19")
    yield change("年度报告日期离得太远", task_line("Z18", "when:"), "2020-01-31", "2091-01-31", "太远")
    yield change("时间用语不是原文", by, "在7月底之前", "在七月底之前", "在七月底之前")
    yield change("每季度写成每月", every, "every: quarter", "every: month", "every: quarter")
    yield change("每季度写成每半年", every, "every: quarter", "every: half-year", "every: quarter")
    yield change("间隔写错字母", every, "every: quarter", "every: quater", "quater → quarter?")
    yield change("间隔写成中文", every, "every: quarter", "every: 季度", "quarter")
    yield change("按月写成每周", task_line("22", "when:"), "every: month", "every: week", "every: month")
    count = task_line("33", "when: {at_least")
    yield change("2次写成4次", count, "at_least: 2", "at_least: 4", "at_least: 2")
    yield change("2次写成“二”", count, "at_least: 2", "at_least: 二", "整数")
    yield change("0次", count, "at_least: 2", "at_least: 0", "至少 1")
    yield change("每年写成每季度", count, "per: year", "per: quarter", "per: year")
    yield change("有次数没有 per", count, ", per: year", "", "per")
    yield change("时间要求写了两种", count, "{at_least", "{regular: 每年, at_least", "须写一种")
    yield change("不认识的时间要求", every, "every:", "evry:", "evry → every?")
    yield change("时间要求不是“键: 值”", every, "{every: quarter, text: 每季度}", "每季度", "键: 值")
    yield change("定期写成及时", task_line("9", "when:"), "regular: 定期", "ongoing: 及时", "regular: 定期")
    yield change("及时写成定期", task_line("11", "when:"), "ongoing: 及时", "regular: 及时", "ongoing: 及时")
    yield change("动态的用语不是原文", task_line("3", "when:"), "动态", "动太", "动太")
    yield change("event 写成 ongoing", task_line("33", "when: {event"), "event:", "ongoing:", "event")
    yield change(
        "事后期限用在别处",
        task_line("3", "when:"),
        "{ongoing: 动态}",
        "{ongoing: 动态, within: {days: 3}}",
        "within",
    )
    yield change(
        "两种事后期限",
        task_line("33", "when: {event"),
        "署}",
        "署, within: {days: 3, hours: 4}}",
        "须且只须写一个",
    )
    yield change("text 与 ongoing 并写", task_line("3", "when:"), "动态}", "动态, text: 动态}", "text 应写在")
    yield change(
        "填报事项没有日期", task_line("Z1", "when:"), "by: 2019-07-19, text: 于7月19日前", "event: 逐项"
    )
    yield change(
        "第二个填报事项",
        task_line("Z27", "reading: “定期”"),
        "reading: “定期”未写间隔，不设期次。",
        "fulfilled_by: filing",
        "只能有一个",
    )
    yield change("fulfilled_by 写错", find("fulfilled_by:"), "filing", "fillling", "fillling → filing?")


def marks() -> Iterator[Mutation]:
    """Soft wording and duties beyond a district: not marked, or marked where they aren't printed."""
    for task, n, _ in _fields("soft"):
        yield drop(f"任务 {task} 第{n}行漏标缓和用语", n, "soft")._replace(lines=tuple(range(n - 3, n + 1)))
    for task, n, value in _fields("beyond"):
        yield change(f"任务 {task} 第{n}行 beyond 不是原文", n, value, "[中央事权]", "中央事权")
    yield change("缓和用语写错", task_line("18", "soft:"), "原则上", "原责上", "原责上 → 原则上?")
    yield change("缓和用语只写一半", task_line("37", "soft:"), "鼓励探索", "探索", "鼓励探索")
    yield insert(
        "没有的缓和用语", task_line("12", "quote: 加大各类"), "        soft: [原则上]", "没有“原则上”"
    )
    yield change("soft 不是列表", task_line("18", "soft:"), "[原则上]", "原则上", "列表")


# ---------------------------------------------------------------- the roster


def roster() -> Iterator[Mutation]:
    """Units and groups: names, kinds, initials, codes, aliases and members."""
    for n, line in enumerate(LINES, 1):
        if re.match(r"    initials: ", line) and n % 7 == 0:
            yield change(f"第{n}行首字母少一个", n, line[:-1], line[:-2], "拼音首字母")
    for unit, wrong in (
        ("区司法局", "区司发局"),
        ("齐都镇", "齐郡镇"),
        ("区残联", "区残連"),
        ("区商务局", "区商务居"),
    ):
        yield change(f"名册中{unit}写成{wrong}", find(f"- name: {unit}"), unit, wrong, f"{wrong}")
    yield change("两个单位同名", find("- name: 区审计局"), "区审计局", "区统计局", "区统计局")._replace(
        lines=(find("- name: 区审计局"), find("- name: 区统计局"))
    )
    for unit, old, new in (
        ("区司法局", "区政府部门", "区政府部们"),
        ("齐都镇", "镇", "镇街"),
        ("区残联", "群团", "人民团体"),
        ("区委编办", "区委机构", "区政府部门"),
        ("区司法局", "区政府部门", "事业单位"),
    ):
        says = "" if new == "人民团体" else new
        yield change(f"{unit}的类别写成{new}", unit_line(unit, "kind:"), old, new, says)
    for unit, new in (
        ("区发改局", "mediumhigh"),
        ("区司法局", "hihg"),
        ("区国资局", "确定"),
        ("区残联", '""'),
    ):
        n = unit_line(unit, "certainty:")
        yield change(f"{unit}的把握写成{new}", n, LINES[n - 1].split(": ")[1], new, "certainty")
    n = unit_line("区司法局", "initials:")
    for new in ("QSFJ", "q sfj", "区司法局", "qsf1"):
        yield change(f"首字母写成{new}", n, "qsfj", new, "应为小写拼音首字母")
    n = unit_line("齐都镇", "code:")
    for new in ('"37030510"', '"37030510O"', '"370305102"', "[370305100]"):
        yield change(f"区划代码写成{new}", n, '"370305100"', new)._replace(
            lines=(n,) if new != '"370305102"' else (n, unit_line("皇城镇", "code:"))
        )
    n = unit_line("区发改局", "aliases:")
    yield change("别名是另一单位的名称", n, "临淄区发改局", "区司法局", "区司法局")._replace(
        lines=(n, find("- name: 区司法局"))
    )
    yield change(
        "别名与另一单位的别名相同",
        unit_line("区工信局", "aliases:"),
        "临淄区工信局",
        "临淄区发改局",
        "区发改局",
    )
    yield change("别名写了两次", n, "区发展和改革局, ", "区发展和改革局, 区发展和改革局, ", "重复")
    yield change("别名就是本名", n, "区发展和改革局, ", "区发改局, ", "重复")
    yield change("别名只差全角空格", n, "区发展和改革局, ", "区发展和改革局, 区发展和改革　局, ", "重复")
    yield change("别名是另一组的写法", n, "临淄区发改局", "各镇（街道）", "各镇")._replace(
        lines=(n, find("printed: [各镇人民政府"))
    )
    yield change("全称与另一单位相同", unit_line("区审计局", "full:"), "审计", "统计", "统计局")._replace(
        lines=(unit_line("区审计局", "full:"), unit_line("区统计局", "full:"))
    )
    for field in ("full", "kind", "initials", "source", "certainty"):
        n = unit_line("区水利局", f"{field}:")
        yield drop(f"单位少了 {field}", n, f"缺少“{field}”")._replace(lines=(find("- name: 区水利局"),))
    yield change(
        "单位有不认识的键", unit_line("区水利局", "source:"), "source:", "sourse:", "sourse → source?"
    )
    yield change("全称是空的", unit_line("区水利局", "full:"), "临淄区水利局", '""', "不能为空")
    yield change("全称前后有空白", unit_line("区水利局", "full:"), "临淄区水利局", '"临淄区水利局 "', "首尾")
    yield change("kinds 少了一类", find("kinds: ["), "群团, ", "")._replace(
        lines=(unit_line("区残联", "kind:"),)
    )
    yield change("kinds 多了一类", find("kinds: ["), "群团, ", "群团, 企业, ", "没有单位属于类别“企业”")
    yield change("kinds 有两个一样的", find("kinds: ["), "群团, ", "群团, 群团, ", "写了两次")
    yield change("kinds 里有空的", find("kinds: ["), "群团, ", '群团, "", ')


def groups() -> Iterator[Mutation]:
    """Members lost, added or misspelled; groups that aren't there or go round in circles."""
    towns, offices = find("members: [齐都镇"), find("members: [区政府办公室")
    others = find("members: [区委编办")
    for n, member in (
        (towns, "皇城镇"),
        (towns, "稷下街道"),
        (offices, "区司法局"),
        (offices, "区信访局"),
        (offices, "区国资局"),
        (others, "区残联"),
        (find("members: [齐城"), "齐鲁化学工业区管委会"),
    ):
        yield change(f"单位组漏了{member}", n, f", {member}", "", member)
    for n, member in ((towns, "区司法局"), (offices, "齐都镇"), (offices, "区委编办"), (others, "区审计局")):
        yield change(f"单位组多了{member}", n, "members: [", f"members: [{member}, ", member)
    yield change("成员写错", offices, "区司法局", "区司发局", "区司发局 → 区司法局?")
    yield change("成员写了两次", offices, "区司法局", "区司法局, 区司法局", "两次")
    yield change("成员是单位组", offices, "区司法局", "各镇街道, 区司法局", "各镇街道")
    yield change(
        "成员止期早于起期", others, "区残联", "{unit: 区残联, since: 2019-08-01, until: 2019-07-01}", "早于"
    )
    yield change("成员日期不对", others, "区残联", "{unit: 区残联, since: 2019-8-1}", "应形如")
    yield change("成员有不认识的键", others, "区残联", "{unit: 区残联, form: 2019-08-01}", "form")
    kinds = find("kinds: [镇, 街道]")
    yield change("单位组的类别写错", kinds, "街道", "接道", "接道")
    yield change("单位组少一类", kinds, "[镇, 街道]", "[镇]")
    inner = find("groups: [区政府各部门, 有关单位]")
    yield change("内含的单位组写错", inner, "有关单位", "有关単位", "有关単位 → 有关单位?")
    yield change("单位组包含自己", inner, "有关单位", "各部门各单位", "包含了自己")
    yield change("内含的是单位", inner, "有关单位", "区司法局", "没有单位组“区司法局”")
    yield drop("单位组没有成员", find("members: [齐城"), "没有成员")._replace(
        lines=(find("- name: 各开发区管委会"), find("members: [齐城") - 1)
    )
    n = find("printed: [各级各部门]")
    yield change("单位组的写法是另一组的", n, "各级各部门", "各镇街道", "各镇街道")._replace(
        lines=(n, find("- name: 各镇街道"))
    )
    yield change("单位组改名", find("- name: 各开发区管委会"), "各开发区管委会", "各开发区", "各开发区")
    yield change("单位组有不认识的键", inner, "groups:", "group:", "group → groups?")


# ---------------------------------------------------------------- the frame


def frame() -> Iterator[Mutation]:
    """The heading, ids, sections, missing and unknown fields."""
    yield change("格式版本", 9, "schema: 1", "schema: 2", "应为 1")
    window = find("window: {from")
    yield change("window 的年份", window, "to: 2019-12-31", "to: 2020-12-31", "window")
    yield change("window 颠倒", window, "to: 2019-12-31", "to: 2019-01-31", "早于")
    yield change("window 早于印发日", window, "from: 2019-07-16", "from: 2019-07-01", "应是印发日")
    yield change("window 没有止期", window, ", to: 2019-12-31", "", "缺少“to”")
    yield change("window 的键写错", window, "from:", "form:", "form → from?")
    yield change("印发日晚于 window", find("  issued:"), "2019-07-16", "2020-07-16", "晚于")
    yield change("印发日晚一天", find("  issued:"), "2019-07-16", "2019-07-17", "2019-07-17")
    yield change("文号的年份", find("  number:"), "〔2019〕", "〔2018〕", "2019")
    yield change("标题的年份", find("  title:"), "2019年", "2091年", "2019")
    yield change("附件标题的年份", find("  annex:"), "2019年", "209年", "2019")
    yield change("临期天数不是数", find("  warn:"), "3", "三", "整数")
    yield change("临期天数是负数", find("  warn:"), "3", "-1", "至少 0")
    yield change("临期天数太大", find("  warn:"), "3", "365", "至多 60")
    yield change("临期天数是小数", find("  warn:"), "3", "2.5", "整数")
    yield change("信箱", find("  mail:"), "@", "＠", "name@example.cn")
    yield change("方案标识有空格", find("  id: linzi"), "linzi-2019", "linzi 2019", "字母、数字")
    yield change("印发日不是日期", find("  issued:"), "2019-07-16", "2019年7月16日", "应形如")
    for field in ("id", "number", "title", "issuer", "issued"):
        n = find(f"  {field}: ", "plan:")
        yield drop(f"方案少了 {field}", n, f"缺少“{field}”")._replace(lines=(10, 11))
    yield change("方案有不认识的键", find("  office:"), "office:", "ofice:", "ofice → office?")
    yield change("最外层有不认识的键", find("claimants:"), "claimants:", "claimant:", "claimant → claimants?")
    yield change("最外层 units 写错", find("units:"), "units:", "unit:", "unit → units?")
    yield change("最外层 tasks 写错", find("tasks:"), "tasks:", "task:", "task → tasks?")
    for task, wrong in (
        ("14", "15"),
        ("14", "13"),
        ("1", "2"),
        ("37", "39"),
        ("Z5", "Z6"),
        ("Z27", "Z26"),
        ("20", "Z20"),
    ):
        yield change(
            f"任务 {task} 的序号写成 {wrong}", find(f'- id: "{task}"'), f'"{task}"', f'"{wrong}"', wrong
        )
    for wrong in ("014", "十四", "z14", "14.0", "1 4", "Z0"):
        yield change(f"序号写成 {wrong}", find('- id: "14"'), '"14"', f'"{wrong}"', "附件各行为")
    for field in ("category", "topic", "requirement", "responsible"):
        n = task_line("16", f"{field}:")
        yield drop(f"任务少了 {field}", n, f"缺少“{field}”")._replace(lines=(find('- id: "16"'),))
    for field, wrong in (
        ("category", "catagory"),
        ("topic", "topics"),
        ("requirement", "requirements"),
        ("items", "item"),
    ):
        yield change(
            f"任务的键写成 {wrong}", task_line("16", f"{field}:"), field, wrong, f"{wrong} → {field}?"
        )
    yield change("事项的键写错", task_line("16", "quote: 加强企业"), "quote:", "quota:", "quota → quote?")
    yield change(
        "事项没有引文", task_line("16", "quote: 加强企业"), "加强企业诚信制度和個人信用体系建设", "", "quote"
    )
    yield change(
        "工作要求是空的",
        task_line("16", "requirement:"),
        LINES[task_line("16", "requirement:") - 1].split(": ")[1],
        "",
        "requirement",
    )
    yield change("提示的种类写错", task_line("16", "kind: slip"), "slip", "silp", "silp → slip?")
    yield change("正文章节写错", task_line("Z8", "section:"), "三（一）", "三（1）", "三（1） → 三（")
    yield change("正文章节写成另一节", task_line("Z8", "section:"), "三（一）", "三（二）", "三（二）")
    yield drop("正文任务少了章节", task_line("Z8", "section:"), "section")
    yield insert("附件任务写了章节", find('- id: "14"'), "    section: 三（一）", "不应写 section")
    n = task_line("33", "section: 二（三）")
    yield change("另处引文的章节写错", n, "二（三）", "二（六）", "二（")
    yield change("另处引文的章节写成另一节", n, "二（三）", "二（四）", "二（四）")
    yield change("另处引文没有章节", n, "section: 二（三）, ", "", "section")
    n = find("- section: 二（四）")
    yield change("正文少了一节", n, "二（四）", "二（九）", "任务 34")
    yield change("正文两节同号", n, "二（四）", "二（三）", "二（三）")


def duplicates() -> Iterator[Mutation]:
    """A key given twice."""
    for n in (
        find("  number:"),
        unit_line("区司法局", "kind:"),
        task_line("14", "requirement:"),
        task_line("14", "responsible:"),
        task_line("14", "owners:"),
        task_line("14", "when: {by"),
        find("claimants:"),
        find("members: [区委编办"),
    ):
        key = LINES[n - 1].split(":")[0].strip()
        yield insert(f"第{n}行 {key} 写了两次", n, LINES[n - 1], f"“{key}”在此处写了两次")
    n = task_line("14", "when: {by")
    yield change("花括号里的键写了两次", n, "{by: 2019-07-31", "{by: 2019-07-31, by: 2019-07-30", "写了两次")


# ---------------------------------------------------------------- YAML and bytes


def structure() -> Iterator[Mutation]:
    """Damage that YAML itself trips over, and bytes that are no UTF-8."""
    spots: list[tuple[str, int]] = [
        ("方案", find("  title:")),
        ("单位", unit_line("区司法局", "kind:")),
        ("任务", task_line("14", "topic:")),
        ("事项", task_line("14", "when: {by")),
    ]
    for what, n in spots:
        line = LINES[n - 1]
        yield near(change(f"{what}的缩进多一格", n, line, " " + line))
        yield near(change(f"{what}的缩进少一格", n, line, line[1:]))
        yield near(change(f"{what}用制表符缩进", n, line, "\t" + line.lstrip()))
        yield near(change(f"{what}少了冒号", n, ":", ""))
        yield near(change(f"{what}冒号后没有空格", n, ": ", ":"))
        yield near(change(f"{what}用了全角冒号", n, ":", "："))
    n = task_line("14", "topic:")
    for what, old, new in (
        ("引号没有配对", ": ", ': "'),
        ("单引号没有配对", ": ", ": '"),
        ("方括号没有配对", ": ", ": ["),
        ("花括号没有配对", ": ", ": {"),
        ("以反引号开头", ": ", ": `"),
        ("以 @ 开头", ": ", ": @"),
        ("以 % 开头", ": ", ": %"),
        ("没有定义的别名", ": ", ": *"),
        ("锚点", ": ", ": &一 "),
        ("值里有冒号加空格", "清理", "清理: "),
        ("标签", ": ", ": !!python/object "),
        ("多了一个方括号", ": ", ": ]"),
    ):
        yield near(change(what, n, old, new), behind=2)
    yield near(change("owners 的方括号没有配对", task_line("14", "owners:"), "]", ""), behind=2)
    yield near(change("when 的花括号没有配对", task_line("14", "when: {by"), "}", ""), behind=2)
    yield near(change("序号的引号没有配对", find('- id: "14"'), '"14"', '"14'), behind=2)
    yield near(change("列表的短横没了", find('- id: "14"'), "- id", "  id"))
    yield near(change("列表的短横后没有空格", find('- id: "14"'), "- id", "-id"))
    yield near(insert("文件中间的 ---", find('- id: "14"') - 1, "---"))
    yield near(insert("文件中间的 ...", find('- id: "14"') - 1, "..."))
    yield near(insert("多出一行字", find('- id: "14"') - 1, "待核对"))
    for what, raw in (
        ("GBK 字节", "规范性文件".encode("gbk")),
        ("半个汉字", "规".encode()[:2]),
        ("控制字符", b"\x0b"),
        ("零字节", b"\x00"),
        ("非字符", "\ufffe".encode()),
        ("代理码位", b"\xed\xa0\x80"),
    ):
        before, behind = _whole(LINES[: n - 1]) + b"\n", _whole(LINES[n - 1 :])
        middle = behind.index(b": ") + 2
        yield Mutation(f"第{n}行有{what}", before + behind[:middle] + raw + behind[middle:], (n,))
    yield Mutation("整个文件存成 GBK", CONTENT.decode().encode("gbk", "replace"), (1,), "UTF-8")
    yield Mutation("整个文件存成 UTF-16", CONTENT.decode().encode("utf-16"), (1,), "UTF-8")


FAMILIES: tuple[Callable[[], Iterator[Mutation]], ...] = (
    printed_words,
    owners,
    times,
    marks,
    roster,
    groups,
    frame,
    duplicates,
    structure,
)


def corpus() -> list[Mutation]:
    return [mutation for family in FAMILIES for mutation in family()]
