"""Plans of any size, made up, for the benchmarks."""

from __future__ import annotations

DATES = ("2019-07-31", "2019-08-31", "2019-09-30", "2019-10-31", "2019-11-30", "2019-12-31")


def plan_text(units: int, tasks: int, *, followed: bool = False) -> str:
    """A plan whose every task binds every unit and has one date; with `followed`, a rhythm: every month for one half
    of the tasks, every quarter for the other, so that 40 tasks make 157 periods a unit."""
    lines = [
        "schema: 1",
        "plan:",
        "  id: bench-2019",
        "  number: 试政办发〔2019〕1号",
        "  title: 2019年试验区政务公开工作方案",
        "  issuer: 试验区人民政府办公室",
        "  issued: 2019-07-16",
        "  window: {from: 2019-07-16, to: 2019-12-31}",
        "kinds: [区政府部门]",
        "units:",
    ]
    names = [f"第{number}局" for number in range(1, units + 1)]
    for name in names:
        lines.append(
            f"  - {{name: {name}, full: 试验区{name}, kind: 区政府部门, initials: {'d' * len(name)}, "
            "source: 试验, certainty: high}"
        )
    lines += [
        "groups:",
        f"  - {{name: 区政府各部门, kinds: [区政府部门], members: [{', '.join(names)}]}}",
        "tasks:",
    ]
    for number in range(1, tasks + 1):
        date = DATES[number % len(DATES)]
        words = f"于{int(date[5:7])}月底前"
        when = f"{{by: {date}, text: {words}}}"
        if followed and number != tasks:
            every, words = (("month", "按月"), ("quarter", "按季度"))[number % 2]
            when = f"{{every: {every}, text: {words}}}"
        quote = f"{words}公开第{number}类信息"
        filing = "\n        fulfilled_by: filing" if number == tasks else ""
        lines.append(
            f'  - id: "{number}"\n    category: 试验类别{number % 5}\n    topic: 试验任务{number}\n'
            f"    requirement: {quote}。\n    responsible: 区政府各部门\n    owners: [区政府各部门]\n"
            f"    items:\n      - quote: {quote}\n"
            f"        when: {when}{filing}"
        )
    return "\n".join(lines) + "\n"
