"""What the tests of drafting share: documents made of text, and a draft in few words."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.office.read_text import read_text
from gongkai.plan.draft.drafting import Draft, make_draft

HEAD = """
临政办发〔2020〕9号

临江区人民政府办公室

关于印发2020年临江区政务公开工作方案的通知

各镇人民政府、街道办事处，区政府各部门：

《2020年临江区政务公开工作方案》已经区政府同意，现印发给你们，请认真贯彻执行。

临江区人民政府办公室

2020年5月10日

附件

2020年临江区政务公开主要任务分解表

"""


class Seen(NamedTuple):
    """A drafted task: its labels, demand, owners (`区司法局`, `区财政局/配合`, `+等部门`) and time demands."""

    labels: str
    demand: str
    owners: str
    times: str


def drafted(text: str) -> Draft:
    """The draft of a text below a usual heading."""
    return make_draft(read_text(HEAD + text))


def seen(draft: Draft) -> list[Seen]:
    return [
        Seen(
            " > ".join(filter(None, (task.category, task.topic, task.subtopic))),
            task.requirement,
            " ".join(
                [
                    mention.name if mention.role == "责任" else f"{mention.name}/{mention.role}"
                    for mention in task.parsed.known
                ]
                + [f"+{words}" for words in task.parsed.open]
                + [f"?{mention.printed}" for mention in task.parsed.unknown]
            ),
            "; ".join(shown(item.time) for item in task.items if item.time),
        )
        for task in draft.tasks
    ]


def shown(time: object) -> str:
    """A time phrase in few words: by 2020-06-30, every quarter, at_least 2/year, within 3 workday, ongoing 及时."""
    from gongkai.plan.timing import TimePhrase

    assert isinstance(time, TimePhrase)
    if time.kind == "by":
        return f"by {time.date}"
    if time.kind == "every":
        return f"every {time.every}" + (f" {time.day_of_month}" if time.day_of_month else "")
    if time.kind == "at_least":
        return f"at_least {time.count}/{time.per}"
    if time.kind == "event" and time.within:
        return f"within {time.within} {time.unit}"
    return f"{time.kind} {time.text}"


def doubts(draft: Draft) -> str:
    """Everything the draft was not sure of, as written into the file."""
    from gongkai.plan.draft.writing import write_draft

    return "\n".join(doubt.reason for doubt in write_draft(draft, "方案.md").doubts)
