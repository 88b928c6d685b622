"""A made-up plan written in every format that drafting reads."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from made_up import MadePlan


def markdown(plan: MadePlan) -> bytes:
    lines = [text + "\n" for text in [*plan.letter(), "附件", plan.annex]]
    titles = plan.titles()
    lines += ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    category = ""
    for row in plan.rows:
        cells = plan.cells(row)
        if row.category != category and plan.wide:
            lines.append("| " + " | ".join([row.category, *[""] * (len(titles) - 1)]) + " |")
        elif row.category == category and not plan.wide:
            cells[cells.index(row.category)] = ""  # as converters leave merged cells
        category = row.category
        lines.append("| " + " | ".join(cell.replace("\n", "<br>") for cell in cells) + " |")
    return "\n".join(lines).encode()


def text(plan: MadePlan) -> bytes:
    """Items, each followed by its labels."""
    numerals = "一二三四五"
    lines = plan.letter()
    category = ""
    categories = list(dict.fromkeys(row.category for row in plan.rows))
    for row in plan.rows:
        if row.category != category:
            category = row.category
            lines.append(f"{numerals[categories.index(category)]}、{category}")
        lines.append(f"{row.number}.{row.topic}。{row.demand}")
        lines += [f"{column.title}：{'、'.join(column.lines)}" for column in row.columns]
        if plan.timed:
            lines.append(f"完成时限：{row.time}")
    return "\n".join(lines).encode("gb18030")


def spans(plan: MadePlan) -> Iterator[tuple[int, int, int, str]]:
    """Every cell of the body as (line, column, lines down, text); a category across has column -1."""
    titles = plan.titles()
    line = 0
    index = 0
    where = -1 if plan.wide else titles.index("工作任务")
    while index < len(plan.rows):
        end = index
        while end < len(plan.rows) and plan.rows[end].category == plan.rows[index].category:
            end += 1
        if plan.wide:
            yield line, -1, 1, plan.rows[index].category
            line += 1
        else:
            yield line, where, end - index, plan.rows[index].category
        for row in plan.rows[index:end]:
            for column, cell in enumerate(plan.cells(row)):
                if column != where:
                    yield line, column, 1, cell
            line += 1
        index = end


def web(plan: MadePlan) -> bytes:
    titles = plan.titles()
    rows: dict[int, list[str]] = {}
    for line, column, down, words in sorted(spans(plan)):
        span = f' colspan="{len(titles)}"' if column < 0 else (f' rowspan="{down}"' if down > 1 else "")
        rows.setdefault(line, []).append(f"<td{span}><p>{'</p><p>'.join(words.split(chr(10)))}</p></td>")
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = "".join(f"<tr>{''.join(cells)}</tr>\n" for _, cells in sorted(rows.items()))
    letter = "".join(f"<p>{words}</p>\n" for words in [*plan.letter(), "附件", plan.annex])
    page = (
        f"<html><head><meta charset='utf-8'><title>公开</title></head><body><div>{letter}</div>"
        f"<table border=1><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></body></html>"
    )
    return page.encode()


def word(plan: MadePlan) -> bytes:
    import docx

    document = docx.Document()
    for words in [*plan.letter(), "附件", plan.annex]:
        document.add_paragraph(words)
    titles = plan.titles()
    cells = list(spans(plan))
    height = max(line + down for line, _, down, _ in cells)
    table = document.add_table(height + 1, len(titles))
    for column, title in enumerate(titles):
        table.cell(0, column).text = title
    for line, column, down, words in cells:
        first = table.cell(line + 1, max(column, 0))
        if column < 0:
            first = first.merge(table.cell(line + 1, len(titles) - 1))
        elif down > 1:
            first = first.merge(table.cell(line + down, column))
        start, *more = words.split("\n")
        first.text = start
        for paragraph in more:
            first.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def excel(plan: MadePlan) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    titles = plan.titles()
    letter = [*plan.letter(), plan.annex]
    for words in letter:
        sheet.append([words])
    sheet.append(titles)
    top = len(letter) + 2
    for line, column, down, words in spans(plan):
        sheet.cell(top + line, max(column, 0) + 1).value = words
        if column < 0:
            sheet.merge_cells(
                start_row=top + line, end_row=top + line, start_column=1, end_column=len(titles)
            )
        elif down > 1:
            sheet.merge_cells(
                start_row=top + line,
                end_row=top + line + down - 1,
                start_column=column + 1,
                end_column=column + 1,
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def portable(plan: MadePlan) -> bytes:
    """A PDF with ruled cells, in which the ends of pages cut rows, words and names of bodies."""
    from made_pdf import made_pdf

    return made_pdf([*plan.letter(), "附件", plan.annex], plan.titles(), list(spans(plan)))


FORMATS: dict[str, Callable[[MadePlan], bytes]] = {
    ".md": markdown,
    ".txt": text,
    ".html": web,
    ".docx": word,
    ".xlsx": excel,
    ".pdf": portable,
}
