"""Word's formulas as a line of text (ECMA-376 part 1, 22.1)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FORMULAS = frozenset((M + "oMath", M + "oMathPara"))
_PROPERTIES = frozenset(
    M + name for name in ("fPr", "dPr", "radPr", "naryPr", "sSupPr", "sSubPr", "ctrlPr", "rPr")
)


def formula(element: Element) -> str:
    """A formula, or a part of one, as it would be written in a line: 1/2, √(x), x^2."""
    name = element.tag.removeprefix(M)
    if name == "t":
        return element.text or ""
    if name == "f":
        return f"{_bracketed(_part(element, 'num'))}/{_bracketed(_part(element, 'den'))}"
    if name == "rad":
        return f"{_part(element, 'deg')}√{_bracketed(_part(element, 'e'))}"
    if name == "sSup":
        return f"{_part(element, 'e')}^{_bracketed(_part(element, 'sup'))}"
    if name == "d":
        left, right = _property(element, "begChr", "("), _property(element, "endChr", ")")
        between = _property(element, "sepChr", "|")
        return left + between.join(formula(each) for each in element.findall(M + "e")) + right
    sign = _property(element, "chr", "∫") if name == "nary" else ""
    return sign + "".join(formula(each) for each in element if each.tag not in _PROPERTIES)


def _part(element: Element, name: str) -> str:
    found = element.find(M + name)
    return formula(found) if found is not None else ""


def _bracketed(text: str) -> str:
    return text if len(text) <= 1 or text.replace(".", "").isalnum() else f"({text})"


def _property(element: Element, name: str, otherwise: str) -> str:
    found = element.find(f"{element.tag}Pr/{M}{name}")
    return found.get(M + "val", "") if found is not None else otherwise
