"""Soft wording: printed words that make a demand less than an order."""

import re

# An exception (除…外), not 清除 or 除名, nor “除…外，还要”, which adds and does not except.
_EXCEPTION = (
    r"(?<![清解消免排扣废删拆去根破铲驱开切剔革])除(?![外名尘夕湿草险冰雪害权息恶非此])"
    r"[^。；！？\n]{1,30}?(?:以外|之外|(?<![对国海境域涉内户])外"
    r"(?![部界资来国地卖语币包围交贸商企汇网观形表加债出籍宣侨事向延省埠销]))"
    r"(?![，,]?(?:还|也|另|同时))"
)
# Longer words first, so that 积极探索 is not read as 探索.
_SOFT = "|".join(
    (_EXCEPTION, "原则上", "鼓励探索", "积极探索", "鼓励", "探索", "逐步推行", "逐步推进", "有条件的可?")
)


def soft_words(text: str) -> list[str]:
    """The soft wording printed in `text`, verbatim and in order."""
    return [found[0] for found in re.finditer(_SOFT, text)]
