"""What `server check` found, in words."""

from __future__ import annotations

from gongkai.base.words import RECORD_FIELD
from gongkai.store.audit import Finding

_KIND = {
    "filing": "填报",
    "claim": "认领",
    "disclosure": "发布记录",
    "submission": "报送登记",
    "receipt": "备案或退回",
}
_FIELD = RECORD_FIELD | {
    "task": "任务",
    "kind": "是否涉及",
    "reason": "理由",
    "filing": "所针对的填报",
    "verdict": "结果",
}
_PLAN = {
    "plan": "方案的名称、日期等",
    "unit": "单位",
    "spelling": "单位的写法",
    "unit_group": "单位组",
    "member": "单位组的成员",
    "task": "任务",
    "note": "说明",
    "obligation": "事项",
    "citation": "引文",
    "period": "期次和期限",
    "assignment": "任务由谁承担",
}


def finding_words(found: Finding) -> str:
    """One line: whose, which record, what is wrong, and what was done or is to be done about it."""
    of = f"{found.unit}：编号 {found.number} 的{_KIND.get(found.table, found.table)}"
    match found.problem:
        case "untold":
            return f"{of}没有改动记录"
        case "other":
            fields = "、".join(_FIELD.get(name, name) for name in found.details)
            return f"{of}与改动记录所写不同（{fields}）"
        case "gone":
            return f"{of}不见了，改动记录里却没有撤销；内容见 gongkai log -u {found.unit}，核实后可重填，或用 gongkai undo 撤销"
        case "span":
            return f"{of}的起止日期不是按各次填报推算的，已改正"
        case "long":
            return f"{of}有一栏太长（{'、'.join(found.details)}）：仍可查阅，改写时请改短"
        case "line":
            return f"{found.unit}：第 {found.number} 条改动记录不是本程序写的，或与前面的对不上"
        case "plan":
            what = _PLAN.get(found.table, found.table)
            return f"方案中的{what}与方案文件不同；请管理员运行 gongkai server init --plan 方案文件 重新写入"
        case _:
            return f"{found.unit}：台账与记录不符，已按记录改正"
