"""Whatever people write, reading it takes steps in proportion to its length: each parser is given hostile texts, once as
long and then twice, and the steps at each place of it are compared. No time is measured."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from counted import Counting

from gongkai.office.read_web import read_html

pytestmark = pytest.mark.sqlite

COUNTING = Counting(
    (
        *("gongkai.base.", "gongkai.plan.", "gongkai.office.", "gongkai.forms."),
        *("gongkai.cli.fill.sheet_text", "gongkai.cli.fill.answers", "gongkai.cli.publish.spellings"),
    ),
    frozenset(("gongkai.plan.models",)),
)

# Characters; what grows too fast among few is looked at among many, where bounds are long reached.
SHORT, LONG = 80, 800
# Twice as long may take nearly three times the steps: patterns with a bound look at so many characters more until it is
# reached. What grows with the square takes four times as many.
MOST = 2.9
FEW = 400  # steps at one place that prove nothing
ENOUGH = 20_000_000  # steps for one parser in the long run, whatever the machine: a quarter of a minute on a usual one

# What is repeated, and what may stand before and behind it.
ATOMS = (
    *("（", "(", "）", "）（", "“", "《", "[", "【", " ", "\t", "\u3000", "\n", " \n", "1", "0", "12", "1 ", "1-", "-", "a", "a@", "a."),  # noqa: E501
    *("，", ",", "、", "。", "；", "：", "/", "一", "十", "一、", "（一）", "局", "区", "区司法局", "区司法局、", "区司法局（", "各", "街道"),  # noqa: E501
    *("及", "和", "等", "会同", "牵头", "由", "单位", "责任单位", "责任单位：", "（责任单位：", "（按职责分工", "按职责", "责任人", "张三"),  # noqa: E501
    *("年", "月", "日", "每", "每年", "自", "月底前", "2019年", "12月", "1月1日前、", "报", "报送", "填", "附件", "附件：", "关于", "关于印发"),  # noqa: E501
    *("通 ", "通知", "的通知", "〔2019〕1号", "〔2019", "注：", "除", "措施", "任务", "要求", "同上", "不涉及", "无", "见附件", "电话", "http://"),  # noqa: E501
    *("责任科室：\u3000", "\n责任人：\u3000", "\n联系方式：\u3000", "甲（负责，）", "1月1日     ", "6月至", "公开", "牵头及", "消防", "报，"),  # noqa: E501
    *("－", "１", "\x01", "\ud800", "é", "①", "_", ": ", "- ", "# ", "'", '"', "\\", "|", "任务1:\n", "  措施: a\n", "    a\n"),
)  # fmt: skip


def hostile(atom: str, length: int) -> str:
    return atom * (length // len(atom))


def module(name: str) -> Any:
    return COUNTING.module(f"gongkai.{name}")


def _responsible(text: str) -> None:
    own = module("plan.responsible")
    own.parse_responsible(text, own.Names({}))
    own.parse_responsible(
        text, own.Names({"区司法局": "区司法局", "区": "区", "局": "局", "司法局": "司法局"})
    )


def _heading(text: str) -> None:
    module("plan.draft.heading").read_heading([text], [text])
    module("plan.draft.heading").read_heading(text.split("\n"), text.split("\n"))


def _body(text: str) -> None:
    read = module("plan.draft.body").read_body
    read(["一、总体要求", text], ["注：" + text], year=2019, issued=None)
    read(text.split("\n"), text.split("\n"), year=2019, issued=None)
    read([text[at : at + 30] for at in range(0, len(text), 30)], [text], year=2019, issued=None)


def _propose(text: str) -> None:
    items = module("plan.draft.items")
    items.propose(text, "", year=2019, issued=None)
    items.propose("公开甲表。", text, year=2019, issued=None)


def _join(text: str) -> None:
    words = module("plan.draft.words")
    for names in (True, False):
        words.join_lines([text, text], names=names)
        words.join_lines(text.split("\n"), names=names)
        words.join_lines(list(text), names=names)


def _labelled(text: str) -> None:
    read = module("plan.draft.labelled").read_labelled
    read([text])
    read(text.split("\n"))
    read([text[at : at + 30] for at in range(0, len(text), 30)])
    read(["1." + text[at : at + 30] + "责任单位：区司法局" for at in range(0, len(text), 30)])


def _roster(text: str) -> None:
    roster = module("plan.draft.roster")
    roster.make_roster([roster.UnitsText("1", text)], "临淄区")
    roster.make_roster(
        [roster.UnitsText(str(at), text[at : at + 30]) for at in range(0, len(text), 30)], "临淄区"
    )


def _table(text: str) -> None:
    page, table = module("office.grid"), module("plan.draft.table")
    head = ("序号", "工作任务", "工作要求", "责任单位", "完成时限")
    for row in ((text,) * 5, ("1", text, "要求", "区司法局", "年底"), ("", "", text, text, text)):
        table.read_tables([page.plain_table([head, row, row])])
    table.read_tables([page.plain_table([("a", text), ("b", text), ("区司法局", text)])])
    few = [text[at : at + 20] for at in range(0, len(text), 20)]
    table.read_tables([page.plain_table([head, *((each, each, each, "区司法局", each) for each in few)])])


def _draft(text: str) -> None:
    page = module("office.grid")
    draft = module("plan.draft.drafting").make_draft([page.Paragraph(text), page.plain_table([
        ("序号", "工作任务", "工作要求", "责任单位", "完成时限"), ("1", text, text, text, text)])])  # fmt: skip
    module("plan.draft.writing").write_draft(draft, "a.txt")


def _returned_rows(text: str) -> None:
    forms = module("office.grid")
    match, rows = module("forms.back.which_task"), module("forms.back.rows")
    asked = SimpleNamespace(id="1", requirement="公开甲表，每季度更新一次。", responsible="区司法局")
    known = match.demands([asked])
    matcher = match.Matcher(known)
    head = ("序号", "工作要求", "责任单位", "具体工作措施", "责任科室、责任人及联系方式")
    made = [("1", "公开甲表，每季度更新一次。", "区司法局", text, text), (text,) * 5]
    lines = [forms.Line([forms.Cell(each) for each in line], "") for line in (head, *made)]
    raw = rows.raw_rows(forms.Document([forms.Paragraph(text), forms.Grid("", lines)], {}, []), matcher)
    rows.one_per_task(rows.matched_rows(raw.rows, matcher, {}))


def _sheet(text: str) -> None:
    sheet = module("cli.fill.sheet_text")
    for typed in (text, "任务14:\n" + text, f"任务14:\n  措施: {text}", "任务14:\n  措施: |-\n    " + text):
        sheet.read_sheet(typed, {"14": None}, typed)
        sheet.marked(typed, [])


def _plan_check(text: str) -> None:
    """A plan with an entry of each kind for every four characters, first a sound one, then with a slip in each entry."""
    numbers = range(1, len(text) // 4)
    for slip in ("", "错"):
        units = "".join(
            f"  - {{name: 单位{n}, full: 某区单位{n}, kind: 甲类{slip}, initials: {'a' * len(f'单位{n}')}, source: 某文,"
            f" certainty: high, aliases: [别名{n}, 又名{n}]}}\n"
            for n in numbers
        )
        tasks = "".join(
            f"  - {{id: '{n}', category: 类, topic: 题, requirement: 公开甲表{n}。, responsible: 单位{n}{slip},"
            f" owners: [单位{n}], items: [{{quote: 公开甲表{n}{slip}}}]}}\n"
            for n in numbers
        )
        head = (
            "schema: 1\nplan: {id: a, number: 某政办发〔2019〕1号, title: 2019年要点, issuer: 某区, issued: 2019-07-16,"
            " window: {from: 2019-07-16, to: 2019-12-31}}\nkinds: [甲类]\nunits:\n"
        )
        members = ", ".join(f"单位{n}" for n in numbers)
        groups = f"groups:\n  - {{name: 各单位, kinds: [甲类], members: [{members}]}}\n"
        loaded = module("plan.loading").examine_plan(
            "a.yaml", f"{head}{units}{groups}tasks:\n{tasks}".encode()
        )
        assert (loaded.plan is None) == bool(slip), loaded.problems


# What is read, and what made it slow, or might: looked at each time; of all ATOMS as many as are affordable in the long run.
PARSERS: dict[str, tuple[Callable[[str], Any], tuple[str, ...]]] = {
    "telephone.find": (lambda text: module("base.phone").find(text), ("1", "1 ", "0533-", "(", "1-", "12345 ",)),
    "telephone": (lambda text: quiet(module("base.phone").telephone, text), (" ", "1 ", "－", "（",)),
    "mask_contacts": (lambda text: module("base.phone").mask_contacts(text), ("1", "http://", "www.", "0(", "0533-", "138 ",)),
    "mask_telephone": (lambda text: module("base.phone").mask_telephone(text), (" ", "1 ",)),
    "mask_name": (lambda text: module("base.names").mask_name(text), ("张 ", "、",)),
    "names_in": (lambda text: module("base.names").names_in(text), ("（", "张三",)),
    "mask_names": (lambda text: module("base.names").mask_names(text, ["张三", "张三丰", "局"]), ("张三", "局",)),
    "parse_date": (lambda text: quiet(module("base.dates").parse_date, text), (" ", "1",)),
    "clip": (lambda text: module("base.text").clip(text, 40), ("局", " ",)),
    "wrap": (lambda text: module("base.text").wrap(text, 40), (" ", "（", "a", " \n",)),
    "key": (lambda text: module("base.text").key(text), ("１", " ",)),
    "clean": (lambda text: module("base.text").clean(text), ("\x01", " ",)),
    "visible": (lambda text: module("base.text").visible(text), ("\x01", "é",)),
    "contact": (lambda text: module("forms.people").taken_apart(text), ("（", "）", "张三、", "1 - ", "12345、", "责任人：", "科室：甲", "电 ", "\n责任人：\u3000",)),  # noqa: E501
    "contact written": (lambda text: module("forms.people").written(text, text, text), ("（", "\n责任人：\u3000",)),
    "no measure": (lambda text: (module("forms.back.no_measure").declines(text), module("forms.back.no_measure").is_empty_talk(text)), ("无", "不涉及",)),  # noqa: E501
    "column heading": (lambda text: module("forms.back.columns").role_of(text), ("责任人", "0",)),
    "returned rows": (_returned_rows, ("，", "（",)),
    "candidates": (lambda text: module("forms.back.which_unit")._candidates(text), ("（", " ",)),
    "named on": (lambda text: [0 for _ in module("forms.back.which_unit")._LABEL.finditer(text)], ("单位", " ",)),
    "kind of file": (lambda text: quiet(module("office.kinds").kind_of, text.encode(errors="replace")), ("a: \n", "\x01",)),
    "csv": (lambda text: quiet(module("office.read_csv").read_csv, text.encode(errors="replace")), ('"', "，",)),
    "format code": (lambda text: module("office.format_code").sections(text), ("[", "y",)),
    "responsible": (_responsible, ("（责任单位：", "（按职责分工", "区司法局", "甲（负责，）", "（",)),
    "find_times": (lambda text: module("plan.timing").find_times(text, year=2019), ("12月", "每年  ", "1月1日     ", "自",)),
    "find_deadlines": (lambda text: module("plan.timing").find_deadlines(text, year=2019), ("12月", "1月1日前、", "6月至",)),
    "soft_words": (lambda text: module("plan.wording").soft_words(text), ("除",)),
    "heading": (_heading, ("1", "关于印发", "〔2019〕1号", "2019年1月1日", "（",)),
    "body": (_body, (" ", " \n", "甲，乙丙丁", "报", "1月1日前报表，",)),
    "propose": (_propose, ("，", "及时，", "1月1日前、",)),
    "join_lines": (_join, ("区", "司法局\n", " ",)),
    "labelled": (_labelled, ("（", "牵头及", "（甲负责）乙", "责任单位：", "备注 ",)),
    "roster": (_roster, ("局区", "和", "街道", "各镇、", "（",)),
    "table": (_table, ("各", "，", "区司法局、",)),
    "draft": (_draft, ("（责任单位：", "，",)),
    "squeeze": (lambda text: module("plan.draft.words").squeeze(text), (" ", "局 ",)),
    "header": (lambda text: module("plan.draft.words").read_header(text), ("单位", "（",)),
    "numbering": (lambda text: module("plan.draft.words").numbering(text), ("一", "第一章 ",)),
    "number": (lambda text: module("base.text").number_of(text), ("1", "十",)),
    "looks_like_unit": (lambda text: module("plan.draft.words").looks_like_unit(text), ("各", "公开", "局",)),
    "kind": (lambda text: module("plan.draft.kinds").guess_kind(text), ("（", "消防",)),
    "initials": (lambda text: module("plan.draft.kinds").initials(text), ("局", "协调",)),
    "unit_list": (lambda text: module("plan.draft.columns").unit_list(text), ("局、", "（",)),
    "yaml": (lambda text: module("plan.draft.yaml_text").scalar(text), ("局", "\x01",)),
    "document": (lambda text: quiet(module("plan.document").read_document, "a.yaml", text.encode(errors="replace")), ("\x01", "- ", "[", '"', "# ",)),  # noqa: E501
    "sheet": (_sheet, ("# ", "  措施: a\n", " \n", "任务1:\n", ": ")),
    "written date": (lambda text: quiet(module("cli.publish.spellings").written_date, f"2019{text}a"), (" ", "1", "-")),
    "plan check": (_plan_check, ("甲",)),
    "difference": (lambda text: module("plan.checks.advice").difference(text, text + "a"), ("局", "甲乙",)),
}  # fmt: skip


MANY_STEPS = ("table", "draft", "roster")  # three quarters of all that are counted


def quiet(read: Callable[..., Any], *args: Any) -> None:
    """That a text is refused is as good as that it is read."""
    try:
        read(*args)
    except Exception as error:
        if isinstance(error, (AssertionError, NameError, AttributeError, TypeError, RecursionError)):
            raise


def grown(read: Callable[[str], Any], atom: str) -> dict[str, tuple[int, int]]:
    """The places at which twice the text takes far more than twice the steps: seen on a short one, and on a longer one."""
    found: dict[str, tuple[int, int]] = {}
    for length in (SHORT, LONG):
        once, twice = (COUNTING.of(lambda n=n: read(hostile(atom, n))) for n in (length, 2 * length))
        found = {
            place: (once[place], steps)
            for place, steps in twice.items()
            if steps > FEW and once[place] and steps > MOST * once[place]
        }
        if not found:
            break
    return found


def with_room(run: Callable[[], Any]) -> Any:
    """Run what calls itself once for each character; in a thread, whose stack may be large."""
    made: list[Any] = []
    before = sys.getrecursionlimit(), threading.stack_size(512 * 2**20)
    sys.setrecursionlimit(200_000)
    try:
        thread = threading.Thread(target=lambda: made.append(run()))
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(before[0])
        threading.stack_size(before[1])
    return made[0]


def too_fast(parser: str, atoms: Iterable[str]) -> dict[str, dict[str, tuple[int, int]]]:
    read = PARSERS[parser][0]
    return with_room(lambda: {atom: found for atom in atoms if (found := grown(read, atom))})


def affordable(parser: str) -> Iterator[str]:
    """The hostile texts in an order of the parser's own, as many as so many steps are enough for."""
    before = COUNTING.total
    for atom in random.Random(parser).sample(ATOMS, len(ATOMS)):
        yield atom
        if COUNTING.total - before > ENOUGH:
            break


@pytest.mark.parametrize(
    "parser",
    [pytest.param(name, marks=pytest.mark.slow) if name in MANY_STEPS else name for name in PARSERS],
)
def test_twice_the_text_takes_twice_the_steps(parser: str) -> None:
    assert too_fast(parser, PARSERS[parser][1]) == {}


@pytest.mark.slow
@pytest.mark.parametrize("parser", PARSERS)
def test_twice_any_text_takes_twice_the_steps(parser: str) -> None:
    assert too_fast(parser, affordable(parser)) == {}


@pytest.mark.parametrize("text", ["<td", '<td a="', "</td", "<!--", "<!--x>", "<![if x>", "<![cdata[x>"])
def test_what_a_page_never_closes_is_looked_at_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library looks for the end of a tag or a comment up to the page's end, from each that isn't closed."""
    seen = 0

    def counted(usual: Callable[..., int]) -> Callable[..., int]:
        def run(parser: HTMLParser, at: int, *more: bool) -> int:
            nonlocal seen
            end = usual(parser, at, *more)
            seen += (end if end >= 0 else len(parser.rawdata)) - at
            return end

        return run

    for name in ("parse_starttag", "parse_endtag", "parse_comment", "parse_marked_section"):
        monkeypatch.setattr(HTMLParser, name, counted(getattr(HTMLParser, name)), raising=False)

    def steps(length: int) -> int:
        nonlocal seen
        seen = 0
        read_html("<p>" + hostile(text, length) + "\n" * 9)
        return seen

    assert steps(20_000) <= MOST * max(steps(10_000), FEW)
