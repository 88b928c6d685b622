"""Keep the documentation in docs/ true to the program.

    python scripts/docs.py           write it anew
    python scripts/docs.py --check   say what would change, and exit with 1 if anything would

Two things in a page are made by the program, everything else is written by hand:

- what stands between `<!-- 生成：名称 -->` and `<!-- 生成完 -->`: see BLOCKS;
- the output in a ```console block: its lines that begin with `$ gongkai` are really run, in the page's order, on a
  scratch store of the page's own, beside the examples of docs/. ```console 前8行 shows the first lines only, and
  ```console 有问题 is for a command that finds something wrong (exit status 1). The lines in `<!-- 预备 … -->` are run
  too and not shown: what others did, such as a form that a unit sends.

All other command lines, in blocks and in `…`, are parsed: commands, options and arguments must be right.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.docblocks import commands, contents, glossary, plan2019, plan_file, typed
from scripts.docblocks.console import Console

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

BLOCKS: dict[str, Callable[[], str]] = {
    "目录": contents.contents,
    "命令一览": commands.overview,
    "全部命令": commands.pages,
    "方案命令": partial(commands.subcommands, "plan"),
    "服务器命令": partial(commands.subcommands, "server"),
    "全文读法": plan2019.readings,
    "有日期的事项": plan2019.dated,
    "逐项读法": plan2019.by_task,
    "原文如此": plan2019.slips,
    "缓和用语": plan2019.soft,
    "区级难以单独完成": plan2019.beyond,
    "未列尽": plan2019.open_lists,
    "单位组": plan2019.groups,
    "名册把握": plan2019.roster,
    "方案示例": plan_file.example,
    "字段": plan_file.fields,
    "检查规则": plan_file.rules,
    "词语": glossary.terms,
    "栏目长度": glossary.limits,
    "代码": glossary.codes,
}

_BLOCK = re.compile(r"(<!-- 生成：(\w+) -->\n).*?(<!-- 生成完 -->)", re.DOTALL)
_CONSOLE = re.compile(r"((?:```console(?: 前(\d+)行)?( 有问题)?|<!-- 预备)\n)(.*?)(```|-->)", re.DOTALL)


class DocsError(Exception):
    """A page can't be made; the message says where and why."""


def made(text: str, name: str) -> str:
    """A page's text with its generated blocks and its commands' output made anew."""

    def block(match: re.Match[str]) -> str:
        if match[2] not in BLOCKS:
            raise DocsError(f"{name}: no generator “{match[2]}”")
        return f"{match[1]}\n{BLOCKS[match[2]]().strip()}\n\n{match[3]}"

    text = _BLOCK.sub(block, text)
    for line in typed.typed(text):
        if wrong := typed.wrong(line):
            raise DocsError(f"{name}: {line}: {wrong}")
    if not _CONSOLE.search(text):
        return text
    with Console() as console:

        def run(match: re.Match[str]) -> str:
            lines = [line for line in match[4].splitlines() if line.startswith("$ ")]
            if not lines:
                raise DocsError(f"{name}: a console block without a command")
            shown = [
                console.shown(line, int(match[2]) if match[2] else None, int(bool(match[3])))
                for line in lines
            ]
            if match[5] == "-->":
                return match[0]
            return match[1] + "\n".join(shown) + match[5]

        return _CONSOLE.sub(run, text)


def pages() -> list[Path]:
    """Every page, in order."""
    return sorted(DOCS.glob("*.md"))


def difference(path: Path) -> str:
    """How a page differs from what it should be; empty where it doesn't."""
    before = path.read_text(encoding="utf-8")
    after = made(before, path.name)
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), path.name, "as the program is now", lineterm=""
    )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the generated parts of docs/ anew, or check them.")
    parser.add_argument("--check", action="store_true", help="only say what would change")
    asked = parser.parse_args()
    changed = failed = 0
    for path in pages():
        try:
            changed += _checked(path) if asked.check else _written(path)
        except (DocsError, ValueError, KeyError) as error:
            print(f"docs: {path.name}: {error}", file=sys.stderr)
            failed += 1
    if asked.check and changed:
        print(
            f"docs: {changed} page(s) are not what the program says; run `python scripts/docs.py`",
            file=sys.stderr,
        )
    return 1 if failed or (asked.check and changed) else 0


def _checked(path: Path) -> int:
    found = difference(path)
    if found:
        print(found)
    return bool(found)


def _written(path: Path) -> int:
    before = path.read_text(encoding="utf-8")
    after = made(before, path.name)
    if after == before:
        return 0
    path.write_text(after, encoding="utf-8", newline="\n")
    print(f"written: {path.name}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
