"""What people write into a cell for measures that is no measure: a refusal, empty talk, an untouched placeholder."""

from __future__ import annotations

import re

from gongkai.forms.back.columns import bare

_CLAUSES = re.compile(r"[，,。；;：:！!？?、“”\"'（）()【】\n]+")
_LONGEST = 30  # characters of a clause that can be a refusal

_WHO = r"(?:[\u4e00-\u9fff]{0,8}(?:局|单位|办|办公室|委|镇|街道|部门|中心|处|联|会|我|本))"
_WHAT = r"(?:[此该本这]?(?:项|类|方面)?(?:任务|工作|职能|职责|职权|业务|事项|内容)?)"
_NOUN = r"(?:职能|职责|职权|业务|任务|工作|事项|权限)"
_NOW = r"(?:暂|暂时|目前|现|均|并)?"
_REFUSALS = re.compile(
    "|".join(
        (
            # 不认领, 我局不涉及此项工作, 此项工作不涉及我局
            rf"{_WHAT}{_WHO}?{_NOW}(?:不|未|不予|不再|没有)(?:认领|承担|涉及|负责|参与|牵涉|承办){_WHO}?的?{_WHAT}",
            # 与我局无关
            rf"{_WHAT}[与和跟]{_WHO}的?{_WHAT}(?:无关|不相关|没有关系|没关系|无涉)",
            # 我局无此项职能
            rf"{_WHO}?{_NOW}(?:无|没有|不具有|不具备)[此该这]?(?:相关|相应|对应|有关)?(?:项|类|方面)?的?(?:工作)?{_NOUN}",
            # 不属于我局职责范围, 非本单位职能
            rf"{_WHAT}(?:不属于?|不是|非|不在){_WHO}的?(?:工作)?{_NOUN}?(?:范围)?[之以]?内?",
            rf"{_WHAT}(?:不属于?|不是|非|不在)(?:工作)?{_NOUN}(?:范围)?[之以]?内?",
            r"待认领|认领待定|不适用|无关",
        )
    )
)
_SHORT_REFUSALS = frozenset(("否", "不", "无", "暂无", "没有", "no", "n", "x", "×"))

_EMPTY_TALK = re.compile(
    r"详?见(?:附件|附表|另文|方案|文件|原文)\d*|附件\d*"
    r"|待(?:定|研究|研究制定|补充|补报|明确|完善|报)|(?:稍后|随后|后)补(?:充|报)?"
    r"|[同按](?:照)?(?:去年|上年|往年|上年度)(?:执行|措施)?"
    r"|按(?:照)?(?:上级)?(?:有关|相关)?(?:文件|方案|规定|要求|通知)(?:要求)?(?:认真)?(?:执行|落实|办理|抓好落实|做好)?"
    r"|正?在?(?:研究|制定|研究制定|起草|拟定|拟订|落实|推进|办理)[之当]?中?"
    r"|(?:正在|拟|将)(?:抓紧)?(?:研究|制定|研究制定|起草|拟定|拟订|落实|推进|办理)(?:具体)?(?:措施|方案|办法)?"
    r"|(?:认真|按时|抓好|严格|做好)?(?:贯彻)?落实|照办|遵照执行|已(?:落实|完成|办理)"
)

_PLACEHOLDER = re.compile(
    r"(?:单击|点击|单击或点击|在)?此处(?:以)?(?:输入|键入|填写)(?:文字|文本|内容)?|请(?:在此)?(?:输入|填写)(?:文字|文本|内容)?"
    r"|(?:clickortap|click|tap)heretoentertext"
)


def declines(text: str) -> bool:
    """Whether a cell says that the unit doesn't take the task, or has nothing to do with it."""
    refuses = (len(each) <= _LONGEST and _REFUSALS.fullmatch(each) for each in _clauses(text))
    return any(refuses) or says_no(text)


def says_no(text: str) -> bool:
    """Whether a cell says 无 or 否 and nothing else."""
    clauses = _clauses(text)
    return bool(clauses) and all(clause in _SHORT_REFUSALS for clause in clauses)


def _clauses(text: str) -> list[str]:
    return [clause for part in _CLAUSES.split(text) if (clause := bare(part))]


def is_empty_talk(text: str) -> bool:
    """Whether a cell says nothing that could be done or checked: 见附件, 待定, 同去年, 正在研究制定."""
    said = bare(text)
    return len(said) <= _LONGEST and _EMPTY_TALK.fullmatch(said) is not None


def is_placeholder(text: str) -> bool:
    """Whether a cell still says what Word or WPS puts where nothing is typed yet."""
    said = bare(text)
    return len(said) <= _LONGEST and _PLACEHOLDER.fullmatch(said) is not None
