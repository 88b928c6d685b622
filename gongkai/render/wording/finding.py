"""What `check` and `server check` found, in words."""

from __future__ import annotations

from gongkai.store.checks.audit import KEPT, Finding
from gongkai.store.kinds import KINDS, RECORD_FIELD

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


_SCHEMA = {"missing": "没有了", "extra": "不是本程序建的", "other": "与本程序建的不同"}
_RESTORE = "请用备份恢复（gongkai restore 备份文件 --replace）"


def finding_words(found: Finding, *, mended: bool = True) -> str:
    """One line: whose, which record, what is wrong, and what was done or is to be done about it. `mended`: what follows
    from something else was set right."""
    of = f"{found.unit}：编号 {found.number} 的{_kind(found.table)}"
    done = "" if mended else "备份或只读的文件不改"
    match found.problem:
        case "untold":
            return f"{of}没有改动记录"
        case "other":
            return f"{of}与改动记录所写不同（{_fields(found)}）"
        case "gone":
            return f"{of}不见了，改动记录里却没有撤销；内容见 gongkai log -u {found.unit}，核实后可重填，或用 gongkai undo 撤销"
        case "span":
            kept = "同一任务另有填报不对，先核实那些，没有改" if KEPT in found.details else done
            return f"{of}的起止日期不是按各次填报推算的，{kept or '已改正'}"
        case "long":
            return f"{of}有一栏太长（{'、'.join(found.details)}）：仍可查阅，改写时请改短"
        case "line":
            return f"{found.unit}：第 {found.number} 条改动记录不是本程序写的，或与前面的对不上"
        case "plan":
            what = f"方案中的{_PLAN.get(found.table, found.table)}与方案文件不同"
            if not found.path:
                return f"{what}；请管理员运行 gongkai server init --plan 方案文件 重新写入"
            return f"{what}，{done or '已按方案文件改正'}"
        case "damaged":
            return f"数据库 {found.path} 已损坏，或不是数据库文件；请立即停止写入，{_RESTORE[1:]}"
        case "schema":
            return f"数据库里的 {found.table}（表、索引或保护改动记录的触发器）{_SCHEMA[found.details[0]]}；{_RESTORE}"
        case "content":
            where = f"{of}里" if found.unit else f"{_place(found)}里"
            what = f"（{_fields(found)}）" if found.details else ""
            return f"{where}有看不懂、不合规定的内容{what}；{_RESTORE}"
        case "open":
            return (
                f"{found.path} 别人也能用（权限 {found.details[0]}），里面可能有姓名和电话号码；用 gongkai check --tighten "
                "收紧，与同事共用的不用改"
            )
        case "tightened":
            return f"√ {found.path} 的权限原为 {found.details[0]}，已收紧，只有本人能用"
        case "ledger":
            return f"{found.unit}：台账与记录不符，{done or '已按记录改正'}"


def _kind(table: str) -> str:
    return KINDS[table].word if table in KINDS else table


def _fields(found: Finding) -> str:
    kind = KINDS.get(found.table)
    labels = {"task": "任务"} | ({each.name: each.label for each in kind.fields} if kind else RECORD_FIELD)
    return "、".join(labels.get(name, name) for name in found.details)


def _place(found: Finding) -> str:
    if found.table in _PLAN:
        return f"方案中的{_PLAN[found.table]}"
    if found.table == "journal":
        return f"第 {found.number} 条改动记录"
    return f"编号 {found.number} 的{_kind(found.table)}"
