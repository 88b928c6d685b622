"""The words of a 完成时限 column: there a bare date is a deadline."""

from datetime import date

import pytest

from gongkai.plan.compile import describe
from gongkai.plan.models import When
from gongkai.plan.periods import periods
from gongkai.plan.timing import TimeDemand, find_deadlines, find_times


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("9月30日", [date(2020, 9, 30)]),
        ("2020年9月30日", [date(2020, 9, 30)]),
        ("2020.9.30", [date(2020, 9, 30)]),
        ("2020-09-30", [date(2020, 9, 30)]),
        ("10月", [date(2020, 10, 31)]),
        ("10月份", [date(2020, 10, 31)]),
        ("2019年11月底", [date(2019, 11, 30)]),
        ("2019年", [date(2019, 12, 31)]),
        ("2020年度", [date(2020, 12, 31)]),
        ("2021年底", [date(2021, 12, 31)]),
        ("2020.10", [date(2020, 10, 31)]),
        ("6月-12月", [date(2020, 12, 31)]),
        ("6月份至12月底", [date(2020, 12, 31)]),
        ("2020年1月5日到9月30日", [date(2020, 9, 30)]),
        ("2020年6月—2021年3月", [date(2021, 3, 31)]),
        ("6月底、12月底", [date(2020, 6, 30), date(2020, 12, 31)]),
        ("十月至十二月", [date(2020, 12, 31)]),
        ("五月五日到九月三十日", [date(2020, 9, 30)]),
        ("2020年十月", [date(2020, 10, 31)]),
        ("其他工作于4月前完成；9月30日", [date(2020, 4, 30), date(2020, 9, 30)]),
        ("方案报送9月30日；10月", [date(2020, 9, 30), date(2020, 10, 31)]),
        ("5月15日、10月15日前", [date(2020, 5, 15), date(2020, 10, 15)]),
        ("立法工作于2020年底前完成，其他工作于2021年4月前完成", [date(2020, 12, 31), date(2021, 4, 30)]),
    ],
)
def test_dates(text: str, days: list[date]) -> None:
    phrases = find_deadlines(text, year=2020)
    assert [phrase.kind for phrase in phrases] == ["by"] * len(days)
    assert [phrase.date for phrase in phrases] == days


@pytest.mark.parametrize(
    "text",
    [
        "长期坚持",
        "长期推进",
        "长期",
        "全年",
        "常年",
        "常态化实施",
        "持续推进",
        "立即",
        "马上",
        "按时",
        "即知即改",
        "贯穿始终",
    ],
)
def test_words_without_a_date_are_ongoing(text: str) -> None:
    assert [phrase.kind for phrase in find_deadlines(text, year=2020)] == ["ongoing"]


def test_an_impossible_date_is_said_to_be_unknown() -> None:
    for text in ("2月30日", "0月", "一一月", "一一月3日", "5月一一日"):
        (phrase,) = find_deadlines(text, year=2020)
        assert (phrase.text, phrase.kind, phrase.demand) == (text, "unknown", None)


@pytest.mark.parametrize("text", ["9月30日", "10月", "2019年", "长期坚持", "按时间节点"])
def test_in_prose_they_are_no_deadlines(text: str) -> None:
    assert find_times(text, year=2020) == []


@pytest.mark.parametrize("text", ["报告不及时的责任人员", "实现产品3小时内便捷通关目标"])
def test_words_that_demand_nothing(text: str) -> None:
    assert find_times(text, year=2020) == []


def test_every_month_on_a_day_is_owed_on_that_day() -> None:
    demand = TimeDemand("every", every="month", day=30)
    found = periods(demand, date(2020, 2, 10), date(2020, 4, 30), 2020)
    assert [period.due for period in found] == [date(2020, 2, 29), date(2020, 3, 30), date(2020, 4, 30)]
    assert found[0].ends == date(2020, 2, 29)
    when = When.model_validate({"every": "month", "day": "28", "text": "每月28日前"})
    assert when.demand() == TimeDemand("every", every="month", day=28)
    assert describe(when) == "每月28日前"


def test_a_day_needs_a_month() -> None:
    with pytest.raises(ValueError, match="只能与 every: month 一起写"):
        When.model_validate({"every": "week", "day": "28", "text": "每周"})


def test_every_day_has_no_periods() -> None:
    when = When.model_validate({"every": "day", "text": "每日"})
    assert describe(when) == "每日"
    assert periods(when.demand(), date(2020, 1, 1), date(2020, 12, 31), 2020) == []
