"""Hostile files: how much is done with them is counted in steps, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import pytest
from hand import packed
from office_files import document_parts, formats, inline, p, r, table, workbook

from gongkai.office.limits import MOST_TAGS, UnreadableFile
from gongkai.office.reading import read_form

# Calls within Python and out of it: about a second's work.
MOST_STEPS = 5_000_000


def steps(run: Callable[[], object]) -> int:
    """How many calls begin and end while something runs."""
    count = 0

    def one(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(one)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


def rows(number: int, cell: str) -> str:
    return "".join(f'<row r="{at}">{cell.replace("@", str(at))}</row>' for at in range(1, number + 1))


def in_tables(depth: int) -> str:
    inside = p(r("乙"))
    for _ in range(depth):
        inside = f"<w:tbl><w:tr><w:tc>{p(r('甲' * 100))}{inside}</w:tc></w:tr></w:tbl>"
    return inside


REFUSED = {
    "a long text in many cells": workbook(
        rows(4000, '<c r="A@" t="s"><v>0</v></c>'), shared=f"<si><t>{'公开' * 150_000}</t></si>"
    ),
    "a text as long as allowed in many cells": workbook(
        rows(4000, '<c r="A@" t="s"><v>0</v></c>'), shared=f"<si><t>{'公' * 32_767}</t></si>"
    ),
    "merged over and over": workbook(
        f'<row r="1">{inline("A1", "公" * 100)}</row>',
        more="<mergeCells>" + '<mergeCell ref="A1:T900"/>' * 5000 + "</mergeCells>",
    ),
    "more cells than any form has": workbook(
        rows(100_100, '<c r="A@" t="s"><v>0</v></c><c r="B@"><v>1</v></c>'), shared="<si><t>公</t></si>"
    ),
    "a long text merged downwards": packed(
        document_parts(
            "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
            + p(r("公" * 30_000))
            + "</w:tc></w:tr>"
            + "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr>" * 5000
            + "</w:tbl>"
        )
    ),
    "tables in tables": packed(document_parts(in_tables(2000))),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_no_form_is_like_is_refused_before_much_is_done(name: str) -> None:
    def run() -> None:
        with pytest.raises(UnreadableFile, match=r"不像填报表"):
            read_form(REFUSED[name])

    limit = MOST_STEPS if name != "more cells than any form has" else 10 * MOST_STEPS
    assert steps(run) < limit


READ = {
    "format codes without end": workbook(
        rows(300, '<c r="A@" s="@"><v>1e14</v></c>'),
        formats(*(f'0.{"0" * 200}"{at}"' for at in range(300))),
    ),
    "numbers of many digits": workbook(rows(5000, f'<c r="A@"><v>{"9" * 300}</v></c>')),
    "styles based on each other": packed(
        document_parts(
            table((p(r("a", '<w:rStyle w:val="S49"/>') * 20_000),)),
            styles="".join(
                f'<w:style w:type="character" w:styleId="S{at}"><w:basedOn w:val="S{at - 1}"/></w:style>'
                for at in range(50)
            ),
        )
    ),
    "tables in tables, a few": packed(document_parts(in_tables(60))),
}


@pytest.mark.parametrize("name", list(READ))
def test_what_is_read_takes_no_more_steps_than_it_holds(name: str) -> None:
    assert steps(lambda: read_form(READ[name])) < MOST_STEPS


@pytest.mark.parametrize(
    "make",
    [
        lambda n: workbook(rows(n, inline("A@", "甲"))),
        lambda n: packed(document_parts(table(*([("甲", "乙")] * n)))),
        lambda n: packed(document_parts(table((p(r("甲")) * n,)))),
    ],
)
def test_twice_as_much_takes_twice_as_many_steps(make: Callable[[int], bytes]) -> None:
    once, twice = (steps(partial(read_form, make(number))) for number in (2000, 4000))
    assert twice < 2.2 * once


def test_the_tags_of_a_file_are_counted_before_anything_is_built_of_them() -> None:
    content = packed(document_parts("<w:p/>" * (MOST_TAGS + 1)))

    def run() -> None:
        with pytest.raises(UnreadableFile, match="内容过多"):
            read_form(content)

    assert steps(run) < MOST_STEPS / 10
