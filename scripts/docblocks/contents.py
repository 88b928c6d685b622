"""The list of pages, from their own titles and first paragraphs."""

from __future__ import annotations

from pathlib import Path

from scripts.docblocks.markdown import table

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"

# In reading order; a page that isn't here comes last.
ORDER = (
    "五分钟上手-经办人",
    "五分钟上手-政务公开办",
    "命令",
    "2019年方案的读法",
    "术语",
    "编制新方案",
    "方案文件格式",
    "服务器",
)


def contents() -> str:
    paths = [path for path in sorted(DOCS.glob("*.md")) if path.name != "README.md"]
    places = {name: place for place, name in enumerate(ORDER)}
    paths.sort(key=lambda path: places.get(path.stem, len(ORDER)))
    return table(("文件", "内容"), [_entry(path) for path in paths])


def _entry(path: Path) -> list[str]:
    title, first = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()][:2]
    return [f"[{title.removeprefix('# ')}]({path.name})", first]
