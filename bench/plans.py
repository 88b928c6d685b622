"""Plans of any size, made up, for the benchmarks."""

from __future__ import annotations

DATES = ("2019-07-31", "2019-08-31", "2019-09-30", "2019-10-31", "2019-11-30", "2019-12-31")


def plan_text(units: int, tasks: int) -> str:
    """A plan whose every task binds every unit and has one date."""
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
        quote = f"于{int(date[5:7])}月底前公开第{number}类信息"
        filing = "\n        fulfilled_by: filing" if number == tasks else ""
        lines.append(
            f'  - id: "{number}"\n    category: 试验类别{number % 5}\n    topic: 试验任务{number}\n'
            f"    requirement: {quote}。\n    responsible: 区政府各部门\n    owners: [区政府各部门]\n"
            f"    items:\n      - quote: {quote}\n"
            f"        when: {{by: {date}, text: 于{int(date[5:7])}月底前}}{filing}"
        )
    return "\n".join(lines) + "\n"
