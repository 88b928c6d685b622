"""Time phrases in the wording of plans."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.plan.timing import STRONG, TimeDemand, TimePhrase, find_times

KINDS = {"by", "every", "at_least", "regular", "event", "ongoing", "unknown"}
NUMBERS = ["7", "28", "31", "2019", "2", "一", "十二"]
UNITS = ["年", "月", "日", "周", "季度", "半年", "次", "个", "工作日"]
LINKS = ["每", "按", "在", "于", "自", "之日起", "底", "前", "之前", "内", "上", "不", "不少于", "至少"]
OTHERS = ["定期", "及时", "完成", "公开", "，", "。", " ", "\n"]
WORDS = st.sampled_from([*NUMBERS, *UNITS, *LINKS, *OTHERS])


def only(text: str) -> TimePhrase:
    """The one phrase in `text`."""
    phrases = find_times(text, year=2019)
    assert len(phrases) == 1, phrases
    return phrases[0]


def texts(text: str) -> list[str]:
    return [phrase.text for phrase in find_times(text, year=2019)]


@pytest.mark.parametrize(
    ("text", "phrase", "day"),
    [
        ("7月底之前公布清单", "7月底之前", date(2019, 7, 31)),
        ("在7月底之前公布本地区规范性文件制发主体清单。", "在7月底之前", date(2019, 7, 31)),
        ("相应栏目于7月19日前通过公务邮箱", "于7月19日前", date(2019, 7, 19)),
        ("6月20日前报送", "6月20日前", date(2019, 6, 20)),
        ("要求，年底前省直各部门要公开", "年底前", date(2019, 12, 31)),
        ("10月底前完成提升工作", "10月底前", date(2019, 10, 31)),
        ("7月底前提出方案", "7月底前", date(2019, 7, 31)),
        ("完成时限：10月底", "10月底", date(2019, 10, 31)),
        ("完成时限：2019年11月底\n", "2019年11月底", date(2019, 11, 30)),
        ("完成时限：2019年底", "2019年底", date(2019, 12, 31)),
        ("完成时限：2020年4月\n三、", "2020年4月", date(2020, 4, 30)),
        ("场地于2019年8月完成，并完善", "于2019年8月完成", date(2019, 8, 31)),
        ("扩容于2019年底前完成", "于2019年底前", date(2019, 12, 31)),
        ("其他工作于2020年4月前完成", "于2020年4月前", date(2020, 4, 30)),
        ("2018 年 10 月底 前编制", "2018 年 10 月底 前", date(2018, 10, 31)),
        ("上半年完成", "上半年", date(2019, 6, 30)),
        ("2020年下半年", "2020年下半年", date(2020, 12, 31)),
        ("一季度末", "一季度末", date(2019, 3, 31)),
        ("第3季度内完成", "第3季度内", date(2019, 9, 30)),
        ("年内完成", "年内", date(2019, 12, 31)),
        ("今年内", "今年内", date(2019, 12, 31)),
        ("明年3月底前", "明年3月底前", date(2020, 3, 31)),
        ("2020年2月底前", "2020年2月底前", date(2020, 2, 29)),
        ("2月29日前", "2月29日前", None),
        ("2020年2月29日前", "2020年2月29日前", date(2020, 2, 29)),
        ("10月上旬前", "10月上旬前", date(2019, 10, 10)),
        ("10月中旬前", "10月中旬前", date(2019, 10, 20)),
        ("10月下旬前", "10月下旬前", date(2019, 10, 31)),
        ("2019-07-31前", "2019-07-31前", date(2019, 7, 31)),
        ("7月31日（星期三）17:00前", "7月31日（星期三）17:00前", date(2019, 7, 31)),
        ("２０１９年７月３１日之前", "２０１９年７月３１日之前", date(2019, 7, 31)),
        ("十二月三十一日前", "十二月三十一日前", date(2019, 12, 31)),
        ("2019年7月16日完成", "2019年7月16日完成", date(2019, 7, 16)),
        ("每年1月31日前", "每年1月31日前", date(2019, 1, 31)),
        ("2019年前", "2019年前", date(2019, 12, 31)),
        ("2020年前", "2020年前", date(2020, 12, 31)),
        ("由于7月底前要报", "7月底前", date(2019, 7, 31)),
    ],
)
def test_dates(text: str, phrase: str, day: date | None) -> None:
    found = only(text)
    assert found.text == phrase
    assert (found.kind, found.date) == (("by", day) if day else ("unknown", None))
    assert found.demand == (TimeDemand("by", date=day) if day else None)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2月30日前",
            "2019年6月31日之前",
            "2019-02-30前",
            "每月32日",
            "每月0日",
            "每月一一日",
            "0000年底前",
        ),
        *("13月底前", "0月底前", "一一月底前", "0月1日前", "一一月3日前", "5月一一日前"),
    ],
)
def test_days_that_cannot_be_are_unknown(text: str) -> None:
    found = only(text)
    assert (found.text, found.kind, found.date) == (text, "unknown", None)
    assert found.demand is None


@pytest.mark.parametrize(
    ("text", "phrase", "every"),
    [
        ("持续推进每季度", "每季度", "quarter"),
        ("按季度公开", "按季度", "quarter"),
        ("逐季公开", "逐季", "quarter"),
        ("按月公开区管企业主要经济效益指标", "按月", "month"),
        ("每月公开", "每月", "month"),
        ("每个月底前报送", "每个月底前", "month"),
        ("每日发布", "每日", "day"),
        ("每周五前报送", "每周五前", "week"),
        ("每周一次", "每周一次", "week"),
        ("每半年通报", "每半年", "half-year"),
        ("半年一次", "半年一次", "half-year"),
        ("一年一次", "一年一次", "year"),
        ("一季度一次", "一季度一次", "quarter"),
        ("每年公布", "每年", "year"),
        ("每年底前公布", "每年底前", "year"),
        ("每年一次性公开", "每年", "year"),
        ("每季度组织1次", "每季度组织1次", "quarter"),
    ],
)
def test_intervals(text: str, phrase: str, every: str) -> None:
    found = next(p for p in find_times(text, year=2019) if p.kind == "every")
    assert (found.text, found.every, found.day_of_month) == (phrase, every, None)
    assert found.demand == TimeDemand("every", every=found.every)


EVERY = {
    "day": ("每日", "每天", "每工作日", "每一天", "按日", "逐日"),
    "week": ("每周", "每星期", "每一周", "按周", "逐周", "一周一次"),
    "month": ("每月", "每个月", "每月度", "按月", "逐月", "一个月一次"),
    "quarter": ("每季度", "每季", "每个季度", "按季度", "按季", "逐季度", "一季一次"),
    "half-year": ("每半年", "按半年", "半年一次"),
    "year": ("每年", "每年度", "每一年", "按年", "按年度", "一年一次"),
}


@pytest.mark.parametrize(
    ("phrase", "every"), [(each, every) for every, said in EVERY.items() for each in said]
)
def test_every_word_for_an_interval(phrase: str, every: str) -> None:
    found = only(f"{phrase}公开")
    assert (found.text, found.kind, found.every) == (phrase, "every", every)
    if phrase.startswith("每") and phrase != "每工作日":
        counted = only(f"{phrase}公开不少于12条")
        assert (counted.kind, counted.count, counted.per) == ("at_least", 12, every)


@pytest.mark.parametrize(
    "word",
    [
        "决策",
        "出台",
        "印发",
        "施行",
        "实施",
        "审议",
        "召开",
        "作出",
        "决定",
        "签发",
        "提交",
        "上会",
        "公布",
        "发布",
    ],
)
def test_before_something_happens(word: str) -> None:
    for phrase in (f"{word}前", f"在{word}之前", f"{word}以前"):
        assert (only(f"{phrase}征求意见").text, only(phrase).kind) == (phrase, "event")


def test_a_day_of_every_month() -> None:
    found = only("每月28日公布")
    assert (found.text, found.kind, found.every, found.day_of_month) == ("每月28日", "every", "month", 28)
    assert only("每月5日前").text == "每月5日前"
    assert (only("每月1日").day_of_month, only("每月三十一日").day_of_month) == (1, 31)


@pytest.mark.parametrize(
    ("text", "phrase", "count", "per"),
    [
        ("主动引导预期，每年解读重要政策措施不少于 2 次。", "每年解读重要政策措施不少于 2 次", 2, "year"),
        ("每年至少1次通过在线访谈", "每年至少1次", 1, "year"),
        ("年内不少于1次", "年内不少于1次", 1, "year"),
        ("全年召开新闻发布会不得少于四次", "全年召开新闻发布会不得少于四次", 4, "year"),
        ("每季度至少1次", "每季度至少1次", 1, "quarter"),
        ("每月至少更新2条", "每月至少更新2条", 2, "month"),
        ("每半年至少开展一次", "每半年至少开展一次", 1, "half-year"),
        ("每年两次", "每年两次", 2, "year"),
        ("每年培训1次以上", "每年培训1次以上", 1, "year"),
        ("2019年举办活动不少于3场", "2019年举办活动不少于3场", 3, "year"),
    ],
)
def test_counts(text: str, phrase: str, count: int, per: str) -> None:
    found = only(text)
    assert (found.text, found.kind, found.count, found.per) == (phrase, "at_least", count, per)
    assert found.demand == TimeDemand("at_least", count=found.count, per=found.per)


def test_a_count_stays_within_its_clause() -> None:
    assert texts("每年公布，配备至少 1 名专职工作人员") == ["每年"]
    assert texts("每年公布。不少于2次") == ["每年"]
    assert texts("每年不少于0次") == texts("每年0次") == ["每年"]
    assert texts("0个工作日内公开") == []
    assert texts("配备至少 1 名专职工作人员") == []
    assert texts("每年公布并每季度至少1次更新") == ["每年", "每季度至少1次"]


@pytest.mark.parametrize(
    ("text", "phrase", "within", "unit"),
    [
        ("在2个工作日内对转办的投诉问题", "在2个工作日内", 2, "workday"),
        ("审批程序后1个工作日内公开", "1个工作日内", 1, "workday"),
        ("24小时内回应", "24小时内", 24, "hour"),
        ("5日内答复", "5日内", 5, "day"),
        ("十五日以内", "十五日以内", 15, "day"),
        ("自收到申请之日起20个工作日内予以答复", "自收到申请之日起20个工作日内", 20, "workday"),
        ("收到申请之日起 20 个工作日内", "之日起 20 个工作日内", 20, "workday"),
        ("120天内办结", "120天内", 120, "day"),
        ("二十五个自然日之内办结", "二十五个自然日之内", 25, "day"),
        ("2个月内办结", "2个月内", None, None),
        ("2周内办结", "2周内", None, None),
        ("提前24小时公告", "提前24小时", None, None),
        ("同步", "同步", None, None),
        ("要在决策前向社会公布", "在决策前", None, None),
        ("提前5个工作日公告", "提前5个工作日", None, None),
    ],
)
def test_events(text: str, phrase: str, within: int | None, unit: str | None) -> None:
    found = only(text)
    assert (found.text, found.kind, found.within, found.unit) == (phrase, "event", within, unit)


@pytest.mark.parametrize(
    "word", ["及时", "动态", "持续", "常态化", "适时", "随时", "实时", "即时", "第一时间", "不定期"]
)
def test_ongoing(word: str) -> None:
    for text in (word, f"要{word}公开"):
        assert (only(text).text, only(text).kind) == (word, "ongoing")


def test_regular() -> None:
    found = only("建立规章和规范性文件定期清理制度")
    assert (found.text, found.kind) == ("定期", "regular")
    assert only("按规定定期公开").start == 3


@pytest.mark.parametrize(
    "text",
    [
        "2019年临淄区政务公开工作方案",
        "2019年7月16日印发",
        "2019年7月16日",
        "2019年4月，省政府召开会议",
        "2018年4月。",
        "农村人居环境整治三年行动",
        "党的十九大和十九届二中、三中全会",
        "2018年以来",
        "“三大攻坚战”",
        "年度重大决策事项目录",
        "摸清底数，2019年底数清晰",
        "以及时间、涉及时限",
        "规定期限、指定期间、法定期限",
        "应急处置等动态信息",
        "“三同步”要求",
        "可持续发展",
        "截至2019年6月底，共公开",
        "截至6月底",
        "截至 6月底",
        "去年上半年",
        "2018年底",
        "2018年上半年",
        "2008年以前的公报",
        "定期存款",
        "前三季度",
        "上一季度",
        "三年内、一年内",
        "7月底前后",
        "按日程",
        "2019年内容",
        "自2019年5月15日起施行",
        "于19日前",
        "每两周",
        "第2次",
        "〔2019〕14号",
    ],
)
def test_what_is_no_time_phrase(text: str) -> None:
    assert texts(text) == []


def test_phrases_come_in_order() -> None:
    text = "定期公布并动态调整，于7月19日前备案，每季度公开，每年不少于2次。"
    found = find_times(text, year=2019)
    assert [p.text for p in found] == ["定期", "动态", "于7月19日前", "每季度", "每年不少于2次"]
    assert [p.kind in STRONG for p in found] == [True, False, True, True, True]
    assert texts("每季度定期公开") == ["每季度", "定期"]


@given(st.text() | st.lists(WORDS, max_size=30).map("".join), st.integers(2000, 2100))
def test_any_text_yields_verbatim_slices_without_overlap(text: str, year: int) -> None:
    end = 0
    for phrase in find_times(text, year=year):
        assert phrase.start >= end
        assert phrase.end > phrase.start
        end = phrase.end
        assert text[phrase.start : phrase.end] == phrase.text
        assert phrase.kind in KINDS
        assert (phrase.date is not None) == (phrase.kind == "by")
        assert (phrase.every is not None) == (phrase.kind == "every")
        assert (phrase.count is not None) == (phrase.per is not None) == (phrase.kind == "at_least")


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.sampled_from(["前", "之前", "以前"]))
def test_every_date_is_read_back(day: date, before: str) -> None:
    full = f"{day.year}年{day.month}月{day.day}日{before}"
    short = f"{day.month}月{day.day}日{before}"
    for text in (full, short):
        (found,) = find_times(f"请于{text}报送", year=day.year)
        assert (found.text, found.date) == (f"于{text}", day)
