"""What a number shows under a format code: as Excel shows it in China."""

from __future__ import annotations

import pytest
from office_files import formats, workbook

from gongkai.office.reading import read_form

DAY = 43677  # 2019-07-31


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (DAY, 'yyyy"年"m"月"d"日"', "2019年7月31日"),
        (DAY, 'yyyy"年"m"月"', "2019年7月"),
        (DAY, "yyyy-mm-dd;@", "2019-07-31"),
        (DAY, "yyyy.mm.dd", "2019.07.31"),
        (DAY, "yy/m/d", "19/7/31"),
        (DAY, r"yyyy\-mm\-dd", "2019-07-31"),
        (DAY, "[$-F800]dddd, mmmm dd, yyyy", "2019年7月31日"),
        (DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇一九年七月三十一日"),
        (DAY, '[DBNum2]yyyy"年"m"月"d"日"', "贰零壹玖年柒月叁拾壹日"),
        (DAY, '[$-1E000804]yyyy"年"m"月"d"日"', "二〇一九年七月三十一日"),
        (DAY, "[$-1010804]yyyy/m/d", "2019/7/31"),
        (DAY, "aaaa", "星期三"),
        (DAY, '"周"aaa', "周三"),
        (DAY, "[$-804]dddd", "星期三"),
        (DAY, "d-mmm-yy", "31-Jul-19"),
        (DAY, "mmmm", "July"),
        (1, "yyyy/m/d", "1900/1/1"),
        (59, "yyyy/m/d", "1900/2/28"),
        (61, "yyyy/m/d", "1900/3/1"),
        (DAY + 0.6459, "yyyy/m/d h:mm", "2019/7/31 15:30"),
        (0.395833333333, "h:mm", "9:30"),
        (0.395833333333, "hh:mm:ss", "09:30:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (0.0, "h:mm AM/PM", "12:00 AM"),
        (0.75, '上午/下午h"时"mm"分"', "下午6时00分"),
        (0.999999999, "h:mm:ss", "0:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (0.0208449074, "mm:ss.0", "30:01.0"),
        (0.0208390046, "mm:ss.00", "30:00.49"),
        (DAY, "m/d", "7/31"),
        (0.5, "0%", "50%"),
        (0.956, "0%", "96%"),
        (0.125, "0.0%", "12.5%"),
        (95, r"0\%", "95%"),
        (95, "0!%", "95%"),
        (0.145, "0.00", "0.15"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (-0.2, "0", "0"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234.5, '"¥"#,##0.00', "¥1,234.50"),
        (1234.5, "[$￥-804]#,##0.00", "￥1,234.50"),
        (1234, '#,##0"元"', "1,234元"),
        (12000, '0,"千"', "12千"),
        (123456789, '0.0,,"百万"', "123.5百万"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"-"', "-"),
        (-1234.5, "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
        (1.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (120, '[>=100]"多"0;"少"0', "多120"),
        (20, '[>=100]"多"0;"少"0', "少20"),
        (70, '[<60]"差";[<85]"良";"优"', "良"),
        (7, '"第"0"季度"', "第7季度"),
        (12, "000", "012"),
        (53300000000, "0000-0000000", "5330-0000000"),
        (13800000000, "000-0000-0000", "138-0000-0000"),
        (13800000000, "0.00E+00", "13800000000"),
        (123456.5, "0.00E+00", "1.23E+05"),
        (0.75, "# ?/?", "3/4"),
        (2.5, "# ??/??", "2 1/2"),
        (2, "# ?/?", "2"),
        (2.5, "?/?", "5/2"),
        (0.5, "# ?/8", "4/8"),
        (3, "0.##", "3"),
        (3.14159, "0.##", "3.14"),
        (0.5, "#.##", ".5"),
        (13800000000, "General", "13800000000"),
        (5330000000, "@", "5330000000"),
        (0.1 + 0.2, "General", "0.3"),
        (1.5, "G/通用格式", "1.5"),
        (0.0000123, "General", "1.23E-05"),
        (3, 'General"人"', "3人"),
        (2019, "[DBNum1]0", "二〇一九"),
    ],
)
def test_a_number_is_what_it_shows(value: float, code: str, shown: str) -> None:
    cell = one_cell(workbook(f'<row r="1"><c r="A1" s="1"><v>{value!r}</v></c></row>', formats(code)))
    assert cell == (shown, "")


@pytest.mark.parametrize(
    ("number", "value", "shown"),
    [
        (14, DAY, "2019/7/31"),
        (22, DAY + 0.5, "2019/7/31 12:00"),
        (31, DAY, "2019年7月31日"),
        (57, DAY, "2019年7月"),
        (58, DAY, "7月31日"),
        (9, 0.5, "50%"),
        (12, 0.5, "1/2"),
        (20, 0.395833333333, "9:30"),
        (44, 12, "￥12.00"),
        (49, 12, "12"),
    ],
)
def test_formats_that_are_built_in(number: int, value: float, shown: str) -> None:
    styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
    content = workbook(f'<row r="1"><c r="A1" s="1"><v>{value!r}</v></c></row>', styles)
    assert one_cell(content) == (shown, "")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("60", "yyyy/m/d"),  # 29 February 1900
        ("0", "yyyy/m/d"),
        ("-1", "yyyy/m/d"),
        ("2958466", "yyyy/m/d"),
        ("43677", "bbbb"),
        ("43677", "[$-1030411]yyyy"),  # another calendar
        ("5", "[>=100]0;[<1]0"),
        ("5", "0" * 300),
        ("123456789012345678", "0"),  # an identity card's number: its last digits are lost
        ("1e300", "0"),
        ("nan", "0"),
        ("1e999", "0"),
        ("十二", "0"),
    ],
)
def test_what_cannot_be_told_is_doubtful(value: str, code: str) -> None:
    text, doubt = one_cell(workbook(f'<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>', formats(code)))
    assert text == ""
    assert doubt


def test_a_workbook_that_counts_from_1904() -> None:
    content = workbook(
        f'<row r="1"><c r="A1" s="1"><v>{DAY - 1462}</v></c></row>',
        formats("yyyy/m/d"),
        properties='<workbookPr date1904="1"/>',
    )
    assert one_cell(content) == ("2019/7/31", "")


def one_cell(content: bytes) -> tuple[str, str]:
    """Text and doubt of the first cell."""
    returned = read_form(content)
    (grid,) = returned.grids
    cell = grid.lines[0].cells[0]
    return cell.text, cell.doubt
