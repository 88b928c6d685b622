"""One by one: the unit's unfilled tasks, each task one change, saved when it is answered or left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.text import Text

from gongkai.base.problems import GongkaiError, StoreError, UsageMistake
from gongkai.base.text import key
from gongkai.base.words import COMPLETE, STATUS
from gongkai.cli.back_dated import past_told
from gongkai.cli.fill.answers import check_annex, check_claimed, checked_field, task_of_unit, warn_of_dates
from gongkai.cli.fill.kept import Books, Draft, tell_of_sheets
from gongkai.cli.output import console, say, show, warn
from gongkai.cli.session import Session
from gongkai.cli.terminal.prompting import Left, Questions, Unreadable, leaves
from gongkai.render.terminal.text import labelled, lines
from gongkai.render.wording.common import basis_words
from gongkai.store.changes.answers import Conflict, file_answers
from gongkai.store.kinds import FIELD, MEASURES, WHO
from gongkai.store.questions.filings import current_answer, last_contact, texts_of
from gongkai.store.questions.tasks import HeldTask, tasks_of

GUIDE = "直接回车：用方括号里的内容{edit}；< 返回上一栏；- 跳过本项；x 报“不涉及”；q 离开（答过的都会保存）。"
EDIT = "；e 修改方括号里的内容"
_LONGEST = 24  # of what stands in a prompt, in characters


# By their keys, and what an input method makes of them.
SKIP = ("-", "—", "——")
BACK = ("<", "《", "〈")
CHANGE = "e"
NOT_INVOLVED = "x"
YES = ("", "y", "是")
NO = ("n", "否", "不")


class Skip(Exception):
    """The clerk wants to leave this task for later."""


class Back(Exception):
    """The clerk wants the question before this one again."""


def walk(session: Session, unit: str, day: str, task: str | None) -> None:
    """Ask for every unfilled task of the unit, or for the one given."""
    if task:
        tasks = [task_of_unit(session, unit, task, day)]
        check_claimed(unit, tasks[0])
    else:
        check_annex(session, unit)
        tasks = _unfilled(session, unit)
    if not tasks:
        say(f"{unit}的附件任务都已填报。要修改请用 gongkai fill -u {unit} -t 序号")
        return
    questions = Questions("用 --edit 在编辑器里填")
    if not questions.answered:
        raise UsageMistake(
            "这里没有终端，不能逐项提问；请用选项填（如 gongkai fill -t 14 -m 措施），或用 --edit 在编辑器里填"
        )
    _Walk(session, unit, day, tasks, questions, alone=task is not None).run()


class _Walk:
    """One way through the tasks, back and forth."""

    def __init__(
        self,
        session: Session,
        unit: str,
        day: str,
        tasks: list[HeldTask],
        questions: Questions,
        *,
        alone: bool,
    ) -> None:
        self.session = session
        self.unit = unit
        self.day = day
        self.tasks = tasks
        self.alone = alone
        self._questions = questions
        self._books = Books.of(session, unit)
        self._drafts: dict[str, Draft] = {}  # typed and not saved yet
        self._saved: set[str] = set()
        self._overtaken: list[str] = []
        # Who answers for the tasks that follow: not asked yet, so many fields, or each task asked for its own.
        self._same: dict[str, str] = {}
        self._each_its_own = False

    def run(self) -> None:
        say(f"{self.unit}：{len(self.tasks)} 项待填报，记在 {self.day}。")
        say(GUIDE.format(edit=EDIT if self._questions.can_edit else ""))
        self._tell_of_left_behind()
        try:
            self._go_through()
        except (Left, EOFError):
            self._leave()
        except KeyboardInterrupt:
            self._leave()
            sys.exit(130)
        except Unreadable as error:
            self._save_drafts()
            error.args = (f"{error}；答过的都已保存",)
            raise
        else:
            with _all_saved():
                left = len(_unfilled(self.session, self.unit))
            say("√ 全部填完。" if not left else f"本轮结束，还有 {left} 项未填报。")
        if self._overtaken:
            raise GongkaiError(f"任务 {'、'.join(self._overtaken)} 没有全部保存，见上面的说明")

    def _tell_of_left_behind(self) -> None:
        tell_of_sheets(self.unit)
        left = list(self._books.left_behind())
        here = [row.id for row in self.tasks if row.id in left]
        if here:
            say(f"上次中断时没有保存的（任务 {'、'.join(here)}），填到时已在方括号里。")
        for task in (each for each in left if each not in here and not self.alone):
            say(f"任务 {task} 上次中断时也有没保存的内容，接着填：gongkai fill -u {self.unit} -t {task}")

    # ------------------------------------------------------------ from task to task

    def _go_through(self) -> None:
        at, from_its_end = 0, False
        while at < len(self.tasks):
            row = self.tasks[at]
            if not from_its_end and not self._wanted(row):
                at += 1
                continue
            try:
                self._ask_task(row, at, from_its_end)
            except Back:
                at, from_its_end = at - 1, True
                continue
            except Skip:
                self._skip(row)
            except Conflict as error:
                self._tell(row.id, error)
            else:
                try:
                    self._ask_same(row, at)
                except Back:
                    from_its_end = True
                    continue
            at, from_its_end = at + 1, False

    def _skip(self, row: HeldTask) -> None:
        """Go past a task; what was answered of it is saved."""
        half = bool(self._drafts[row.id].typed)
        if row.id in self._saved and not half:
            say(f"任务 {row.id} 没有改动。")
        elif self._save_or_tell(row):
            say(f"任务 {row.id} 留待下次{'，答过的已保存' if half else ''}。")

    def _wanted(self, row: HeldTask) -> bool:
        """Whether a task is still to be asked for: one filled on this way isn't, nor one that somebody else filled."""
        if self.alone or row.id in self._drafts:
            return True
        with _all_saved():
            if any(each.id == row.id for each in _unfilled(self.session, self.unit)):
                return True
        if row.id not in self._saved:
            say(f"任务 {row.id} 刚刚已有人填报，略过。")
        return False

    def _ask_task(self, row: HeldTask, at: int, from_its_end: bool) -> None:
        """Ask for a task's fields and save them. Back where the clerk wants the task before."""
        draft = self._draft(row)
        _show_task(row, f"{at + 1}/{len(self.tasks)}")
        with _all_saved():
            offered = last_contact(self.session.store, self.session.plan, self.unit).given
        number = len(MEASURES) - 1 if from_its_end and draft.offer("measure") else 0
        while number < len(MEASURES):
            field = MEASURES[number]
            default = draft.offer(field) or (offered.get(field, "") if field != "measure" else "")
            try:
                given = self._ask_field(field, default, draft)
            except Back:
                if number:
                    number -= 1
                elif at:
                    raise
                else:
                    say("前面没有了。")
                continue
            draft.put(given)
            if "reason" in given:
                break
            if not number and self._same:
                draft.put({who: draft.offer(who) or self._same[who] for who in WHO})
                break
            number += 1
        self._save(row)
        if "reason" in draft.typed:
            say(f"√ 任务 {row.id} 已报“不涉及”")
            warn_of_dates(self.session, row)
        else:
            by = f"（{' '.join(draft.typed[who] for who in WHO)}）" if not number else ""
            say(f"√ 任务 {row.id} 已填报{by}")

    def _ask_same(self, row: HeldTask, at: int) -> None:
        """After a task is answered, ask whether the same people answer for those that follow. Back for its own again."""
        if self._each_its_own or at + 1 == len(self.tasks):
            return
        with _all_saved():
            answer = texts_of(current_answer(self.session.store, self.session.plan, self.unit, row.id)).given
        who = {field: answer.get(field, "") for field in WHO}
        if not all(who.values()) or who == self._same:
            return
        said = " ".join(_one_line(text) for text in who.values())
        say(f"以下各项的责任科室、责任人、联系方式同上？（{said}）")
        while True:
            typed = self._questions.ask("回车为是，n 为逐项问：")
            _heed(typed)
            if key(typed) in YES:
                self._same = who
                return
            if key(typed) in NO:
                self._each_its_own, self._same = True, {}
                return
            say("请回车，或输入 n；< 返回，q 离开")

    # ------------------------------------------------------------ one question

    def _ask_field(self, field: str, default: str, draft: Draft) -> dict[str, str]:
        """The field to record. Asks again until the answer can be recorded."""
        if field in draft.recovered and (standing := draft.stood.get(field)):
            say(f"（现已填报的是：{_one_line(standing)}）")
        prompt, text = f"{FIELD[field]}{_offered(default)}：", ""
        while True:
            typed, text = self._questions.ask(prompt, text), ""
            pasted = "\n" in typed.strip()
            answer = typed.strip()
            if not pasted:
                _heed(answer)
            if key(answer) == NOT_INVOLVED:
                try:
                    return {"reason": self._ask_reason()}
                except Back:
                    continue
            if key(answer) == CHANGE:
                if default and self._questions.can_edit:
                    prompt, text = f"{FIELD[field]}：", default
                else:
                    say(
                        "这里没有可改的内容，请直接输入"
                        if not default
                        else "这个终端不能在行内修改，请输入全文"
                    )
            elif not answer and not default:
                say("不能是空的；- 跳过本项，q 离开")
            elif pasted and field in ("section", "officer"):
                say(f"{FIELD[field]}应写成一行，没有记下，请重新输入（贴错了栏目的，输入 < 返回）")
            else:
                try:
                    return {field: checked_field(field, answer or default)}
                except UsageMistake as error:
                    say(str(error))

    def _ask_reason(self) -> str:
        while True:
            answer = self._questions.ask(f"{FIELD['reason']}：").strip()
            if "\n" not in answer:
                _heed(answer)
            try:
                return checked_field("reason", answer)
            except UsageMistake as error:
                say(str(error) if answer else "请写明理由；< 返回，- 跳过本项，q 离开")

    # ------------------------------------------------------------ saving

    def _draft(self, row: HeldTask) -> Draft:
        task = row.id
        if task not in self._drafts:
            with _all_saved():
                standing = current_answer(self.session.store, self.session.plan, self.unit, task)
            self._drafts[task] = Draft(self._books, task, self.day, standing)
        return self._drafts[task]

    def _save(self, row: HeldTask) -> None:
        """Record what was typed for a task, as one change. Conflict where somebody else has answered it meanwhile."""
        draft = self._drafts.pop(row.id)
        if not draft.typed:
            return
        changes, seen = {row.id: draft.typed}, {row.id: draft.standing}
        session = self.session
        with draft.kept(), past_told(session, self.unit, self.day):
            file_answers(
                session.store, session.next_author(), session.plan, self.unit, self.day, changes, seen
            )
        self._saved.add(row.id)

    def _save_drafts(self) -> None:
        """Record what is left half answered."""
        for row in [row for row in self.tasks if row.id in self._drafts]:
            self._save_or_tell(row)

    def _save_or_tell(self, row: HeldTask) -> bool:
        """Record what was typed for a task; False where it was told that somebody else has answered it meanwhile."""
        try:
            self._save(row)
        except Conflict as error:
            self._tell(row.id, error)
            return False
        return True

    def _tell(self, task: str, error: Conflict) -> None:
        """Say what somebody else wrote; of several tasks the others go on."""
        if self.alone:
            raise error
        self._overtaken.append(task)
        warn(str(error))
        for detail in error.details:
            say(f"　{detail}")

    def _leave(self) -> None:
        """The clerk has left: save what was answered, and say how to go on."""
        say("")
        self._save_drafts()
        again = f"gongkai fill -u {self.unit}"
        again += f" -t {self.tasks[0].id}" if self.alone else ""
        again += f" --on {self.day}" if self.day != self.session.today.isoformat() else ""
        try:
            left = f"还有 {len(_unfilled(self.session, self.unit))} 项未填报。"
        except StoreError:  # the server is gone: what is left isn't known, what was saved is
            left = ""
        saved = (
            "答过的都已保存"
            if not self._overtaken
            else f"任务 {'、'.join(self._overtaken)} 以外答过的都已保存"
        )
        say(f"已离开，{saved}；{left}接着填：{again}")


@contextmanager
def _all_saved() -> Iterator[None]:
    """Where the store can't be asked any more, say that what was answered up to now is in it."""
    try:
        yield
    except StoreError as error:
        error.args = (f"{error}；此前填完的任务都已保存",)
        raise


def _unfilled(session: Session, unit: str) -> list[HeldTask]:
    return [
        row
        for row in tasks_of(session.store, session.asked_now, unit)
        if row.part == "annex" and row.basis != "claimable" and row.status not in COMPLETE
    ]


def _heed(answer: str) -> None:
    """Left, Skip or Back, where that is what the clerk typed."""
    if leaves(answer):
        raise Left
    if key(answer) in SKIP:
        raise Skip
    if key(answer) in BACK:
        raise Back


def _offered(text: str) -> str:
    """A text as a prompt offers it; of a long one the beginning, and the whole above: a prompt has one line."""
    line = _one_line(text)
    if len(line) > _LONGEST:
        show([*labelled("现为", text, console().width)])
        line = line[:_LONGEST] + "……"
    return f" [{line}]" if line else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _show_task(row: HeldTask, progress: str) -> None:
    width = console().width
    show(
        [
            Text(""),
            Text("─" * width, style="bright_black"),
            *lines(f"[{progress}] 任务 {row.id}　{row.name}", width, "bold"),
            *labelled("工作要求", row.requirement, width),
            *labelled("责任单位", row.responsible, width),
            *labelled("承担方式", f"{basis_words(row)}；{STATUS[row.status]}", width),
        ]
    )
