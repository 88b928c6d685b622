"""Roles in a 责任单位 text: labels, 牵头 behind a name, and columns that leave it open."""

from __future__ import annotations

import pytest

from gongkai.plan.responsible import Names, parse_responsible, role_of, two_roles

NAMES = Names(
    {name: name for name in ("区司法局", "区财政局", "区发改局", "各镇街道", "区落实办", "省编办")}
    | {"省审改办": "省编办"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区司法局、区财政局", "区司法局 区财政局"),
        ("牵头单位：区司法局；责任单位：区财政局", "区司法局/牵头 区财政局"),
        ("牵头单位：区司法局 区发改局；配合单位：区财政局", "区司法局/牵头 区发改局/牵头 区财政局/配合"),
        ("实施单位：区司法局，各镇街道", "区司法局/实施 各镇街道/实施"),
        ("牵头部门: 区司法局 协办部门: 区财政局", "区司法局/牵头 区财政局/配合"),
        ("责任部门（单位）：区司法局", "区司法局"),
        ("牵头单位：区司法局；配合/责任单位：区财政局", "区司法局/牵头 区财政局/配合"),
        ("配合/责任单位：区财政局", "区财政局"),
        ("区司法局牵头，配合/责任单位：区财政局", "区司法局/牵头 区财政局/配合"),
        ("区司法局，配合单位：区财政局牵头", "区司法局 区财政局/牵头"),
        ("牵头单位：区直有关单位；配合/责任单位：区财政局", "区财政局/配合 +区直有关单位"),
        ("区司法局牵头，区财政局、区发改局配合", "区司法局/牵头 区财政局/配合 区发改局/配合"),
        ("区司法局、区财政局牵头", "区司法局/牵头 区财政局/牵头"),
        ("由区司法局负责", "区司法局"),
        ("区司法局（牵头）、区财政局", "区司法局/牵头 区财政局"),
        ("区民政局（牵头）、区财政局", "?区民政局/牵头 区财政局"),
        ("区司法局、区财政局等有关部门按职责分工负责", "区司法局 区财政局 +等有关部门"),
        ("各有关部门按职责分工负责", "+各有关部门"),
        ("区落实办、区司法局", "区落实办 区司法局"),
        ("区司法局区财政局", "区司法局 区财政局"),
        ("省编办（省审改办）、区财政局", "省编办 区财政局"),
        ("区司法局（法制科）", "区司法局 ?（法制科）"),
        ("区民政局牵头，区司法局配合", "?区民政局/牵头 区司法局/配合"),
        ("区财政局等相关部门", "区财政局 +等相关部门"),
        ("区民政局等相关部门", "?区民政局 +等相关部门"),
        ("区发改局配合单位：区财政局", "区发改局 区财政局/配合"),
        ("（区司法局、区财政局）", "区司法局 区财政局"),
        ("区司法局（区财政局、区民政局）", "区司法局 区财政局 ?区民政局"),
        ("区司法局以及区财政局/区发改局", "区司法局 区财政局 区发改局"),
        ("（（", "?（（"),
        ("", ""),
    ],
)
def test_roles(text: str, expected: str) -> None:
    parsed = parse_responsible(text, NAMES)
    mentions = sorted(
        [(m.start, "", m) for m in parsed.known] + [(m.start, "?", m) for m in parsed.unknown],
        key=lambda each: each[0],
    )
    words = [f"{mark}{m.name}" + ("" if m.role == "责任" else f"/{m.role}") for _, mark, m in mentions]
    assert " ".join(words + [f"+{each}" for each in parsed.open]) == expected


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("牵头单位", "牵头"), ("主办部门", "牵头"), ("责任单位", "责任"), ("配合部门", "配合"), ("协办单位", "配合"),
        ("实施单位", "实施"), ("承办单位", "实施"), ("配合/责任单位", "配合"), ("牵头及配合单位", "牵头"), ("单位", None),
    ],
)  # fmt: skip
def test_words_of_roles(words: str, role: str | None) -> None:
    assert role_of(words) == role


SAID = {
    "牵头": ("牵头", "总牵头", "主办", "主责"),
    "配合": ("配合", "协办", "协助", "协同", "参与"),
    "实施": ("实施", "落实", "承办"),
    "责任": ("负责",),
}


@pytest.mark.parametrize(("word", "role"), [(word, role) for role, words in SAID.items() for word in words])
def test_a_word_of_a_role_before_and_behind(word: str, role: str) -> None:
    for text in (
        f"{word}单位：区司法局",
        f"区司法局{word}",
        f"由区司法局分别{word}",
        f"区司法局（{word}单位）",
    ):
        found = parse_responsible(text, NAMES)
        assert ([(m.name, m.role) for m in found.known], found.unknown) == ([("区司法局", role)], ()), text


@pytest.mark.parametrize("kind", ["单位", "部门", "主体", "机构", "处室", "科室", ""])
@pytest.mark.parametrize("rank", ["第一", "主要", "具体", "市级", "区级", "县级", "省级", ""])
def test_what_a_label_calls_its_units(kind: str, rank: str) -> None:
    found = parse_responsible(f"{rank}牵头{kind}：区司法局", NAMES)
    assert ([(m.name, m.role) for m in found.known], found.unknown) == ([("区司法局", "牵头")], ())


@pytest.mark.parametrize(
    "said",
    [
        "参加",
        "具体实施",
        "分工负责",
        "分别负责",
        "共同负责",
        "按职责分工负责",
        "按职责负责",
        "按各自职责负责落实",
    ],
)
def test_words_behind_names_are_no_names(said: str) -> None:
    found = parse_responsible(f"区司法局、区财政局{said}", NAMES)
    assert ([m.name for m in found.known], found.unknown) == (["区司法局", "区财政局"], ())


def test_two_roles() -> None:
    assert two_roles("配合/责任单位")
    assert not two_roles("牵头单位")
    assert not two_roles("责任单位")
