"""The field's words for the codes in the store and in JSON."""

from __future__ import annotations

from typing import Literal

from gongkai.base.states import Light, State

Basis = Literal["named", "group", "claimed", "claimable"]
Part = Literal["annex", "body"]
Status = Literal["filed", "incomplete", "unfiled", "not_involved", "unclaimed", "returned"]
Verdict = Literal["accepted", "returned"]
Origin = Literal["plan", "law", "own", "office", "event"]
Certainty = Literal["high", "medium-high", "medium", "low-medium", "low"]

BASIS: dict[Basis, str] = {"named": "点名", "group": "成组", "claimed": "认领", "claimable": "可认领"}

# How often something is to be done that the plan leaves undated.
Rhythm = Literal["week", "two-weeks", "month", "quarter", "half-year", "year"]
RHYTHM: dict[Rhythm, str] = {
    "week": "每周",
    "two-weeks": "每两周",
    "month": "每月",
    "quarter": "每季度",
    "half-year": "每半年",
    "year": "每年",
}

# Who dates a 期次, and whose dates are no one's own.
ORIGIN: dict[Origin, str] = {
    "plan": "方案",
    "law": "法规",
    "own": "自定",
    "office": "办公室定",
    "event": "逐次",
}
# Whose word the due day of an event is.
DUE_BY = {"plan": "方案", "law": "条例第二十六条", "given": "登记时定"}
BINDING: tuple[Origin, ...] = ("plan", "law")

PART: dict[Part, str] = {"annex": "附件", "body": "正文"}

STATUS: dict[Status, str] = {
    "filed": "已填报",
    "incomplete": "未填全",
    "unfiled": "未填报",
    "not_involved": "不涉及",
    "unclaimed": "未认领",
    "returned": "退回",
}

# The statuses of an answer that is complete.
COMPLETE: tuple[Status, Status] = ("filed", "not_involved")

STATE: dict[str, str] = {state.value: state.word for state in State}

VERDICT: dict[Verdict, str] = {"accepted": "备案", "returned": "退回"}

LIGHT: dict[Light, str] = {"green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}

CERTAINTY: dict[Certainty, str] = {
    "high": "确定",
    "medium-high": "较确定",
    "medium": "一般",
    "low-medium": "存疑",
    "low": "待核",
}

# Units of these certainties are counted, and said to be uncertain.
UNCERTAIN = frozenset(("low", "low-medium"))

NOTE = {"slip": "原文如此", "reading": "读法", "remark": "说明"}

# What `plan diff` finds.
PLAN_CHANGE = {"added": "新增", "dropped": "取消", "reworded": "改写", "units": "单位", "dates": "日期"}
