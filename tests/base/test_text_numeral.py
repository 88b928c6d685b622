"""Numbers in Chinese."""

from gongkai.base.text import number_of, numeral


def test_numbers_in_chinese() -> None:
    words = ["一", "九", "十", "十一", "十九", "二十", "二十一", "三十", "九十九"]
    assert [numeral(each) for each in (1, 9, 10, 11, 19, 20, 21, 30, 99)] == words
    assert [number_of(numeral(each)) for each in range(100)] == list(range(100))
