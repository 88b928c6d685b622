"""The report as a page in a file: `gongkai report -o`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.base.problems import UsageMistake
from gongkai.cli.output import warn
from gongkai.cli.saving import rule_for, save
from gongkai.cli.terminal.progress import each

if TYPE_CHECKING:
    from gongkai.cli.listing import Out
    from gongkai.cli.report.views import PlansReport


def save_page(report: PlansReport, out: Out, *, narrowed: bool, with_contacts: bool, views: bool) -> None:
    """Write a report. `narrowed`: to one unit, task or category. `views`: options choose what a terminal shows."""
    from gongkai.render.html.page import html_page
    from gongkai.report.page import page

    if views:
        raise UsageMistake("网页里什么都有，可以筛选和排序：-o 不与 --by、--only、--sort 等一起用")
    if with_contacts:
        warn("网页里有姓名和电话号码，请勿对外发布")
    session = report.session
    made = page(
        session.store,
        session.asked,
        session.heading,
        report.data,
        session.days,
        narrowed=narrowed,
        with_contacts=with_contacts,
    )
    content = html_page(made, lambda units: each(units, "写网页", "个单位")).encode()
    assert out.path
    save(out.path, content, rule_for(session.asked.as_of, force=out.force), private=with_contacts)
