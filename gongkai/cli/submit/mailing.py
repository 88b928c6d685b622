"""Drafting the mail with a unit's form, and recording that it was sent."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from gongkai.base.dates import chinese
from gongkai.base.files import is_stream
from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.form.writing import content, warn_of_the_address
from gongkai.cli.output import say, warn
from gongkai.cli.saving import folder_of, place, tell
from gongkai.cli.session import Session
from gongkai.forms.out.layout import Form, unit_form
from gongkai.office.mail import Attachment, draft
from gongkai.office.writing import Rule, file_name, write_file
from gongkai.report.tasks import Summary, summary
from gongkai.store.changes.submissions import Submission
from gongkai.store.changes.submissions import submit as record
from gongkai.store.questions.filings import last_contact
from gongkai.store.questions.tasks import tasks_of


def send(
    session: Session, name: str, target: str | None, to: str | None, ending: str, day: date, rule: Rule
) -> None:
    """Write the draft, record the 报送, and say what isn't right yet."""
    path = place(target, f"{file_name(name)}.eml", ".eml")
    address = _address(session, to)
    asked = session.asked_for(day.isoformat())
    tasks = tasks_of(session.store, asked, name)
    if not any(task.filed_on for task in tasks):
        raise GongkaiError(
            f"{name}到 {day.isoformat()} 还没有填报，没有可报送的；请先填报：gongkai fill -u {name}"
        )
    form = unit_form(session.store, asked, name)
    figures = summary(tasks)
    attachment = Attachment(f"{file_name(name)}—{file_name(form.title)}.{ending}", content(form, ending))
    mail = draft(address, _subject(form), _body(session, form, figures, day), attachment)
    folder_of(path, target)
    written = write_file(path, mail, rule, private=True)
    digest = sha256(repr((form.rows, day.isoformat())).encode("utf-8")).hexdigest()
    submission = Submission(name, day.isoformat(), "sent", attachment.name, digest)
    new = record(session.store, session.author, session.plan, submission)
    tell(written, f"；收件人 {address}")
    said = f"已登记 {day.isoformat()} 报送" if new else f"{day.isoformat()} 的报送已登记过"
    filed = f"应填报 {figures.rows_due} 项，已填报 {figures.rows_filed} 项" if figures.rows_due else ""
    (warn if is_stream(path) else say)("；".join(filter(None, [said, filed])))
    if figures.rows_filed < figures.rows_due:
        warn(
            f"还有 {figures.rows_due - figures.rows_filed} 项没有填报或没有填全，见 gongkai tasks -u {name} --unfiled"
        )
    due = session.heading.filing_due
    if figures.rows_due and due and day.isoformat() > due:
        warn(f"报送期限是 {due}，已经过了")
    if not to:
        warn_of_the_address(session)


def _address(session: Session, to: str | None) -> str:
    address = (to or session.heading.mail or "").strip()
    if not address:
        raise UsageMistake("方案里没有收件地址，请用 --to 写明")
    if not _is_address(address):
        raise UsageMistake(f"“{address}”不是有效的邮件地址")
    return address


def _is_address(text: str) -> bool:
    """Whether it is one plain address. Other letters would stand in the header as an encoded word, which is none."""
    from email.errors import MessageError
    from email.headerregistry import Address

    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError):
        return False
    return text.isascii() and '"' not in text and "." in address.domain and str(address) == text


def _subject(form: Form) -> str:
    return f"{form.unit}报送《{form.title}》"


def _body(session: Session, form: Form, figures: Summary, day: date) -> str:
    office = session.heading.office or session.heading.issuer
    counts = f"应填报{figures.rows_due}项，已填报{figures.rows_filed}项"
    filed = counts if figures.rows_due else "各项具体工作措施见附件"
    clerk = last_contact(session.store, session.plan, form.unit)
    lines = [f"{office}：", f"　　现报送《{form.title}》（{form.number}附件），{filed}。请查收备案。"]
    if clerk.who:
        lines.append(f"　　联系人：{clerk.section}{clerk.officer}，联系方式：{clerk.contact}。")
    return "\n".join([*lines, "", f"　　{form.unit}", f"　　{chinese(day)}"])
