"""What a server takes from whoever writes past our commands: dates that exist, known words, readable journal lines.

A row that our commands would trip over, for whoever asks next, is refused. The constraints hold for what is written
from now on: an older record may have rows that break them. A copy brings such rows along, and so does without.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.store.journal import LAST_RECORD, TOLD
from gongkai.store.spans import ALWAYS, NEVER

_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# Characters that office files and terminals refuse; ends of lines and tabs are none of them.
_REFUSED = r"[\u0001-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]"

_DAYS = {
    "filing": ("on_date", "until", "since"),
    "claim": ("on_date", "until"),
    "disclosure": ("on_date", "until"),
    "submission": ("on_date",),
    "receipt": ("on_date", "until"),
    "holding": ("filing_due", "answered_on"),
    "duty": ("due", "done_on"),
}
_BOUNDS = {"holding": ("from_date", "to_date"), "duty": ("from_date", "to_date")}
_TEXTS = {
    "filing": ("task", "measure", "section", "officer", "contact", "reason"),
    "claim": ("task",),
    "disclosure": ("task", "period", "title", "url"),
    "submission": ("file", "digest"),
    "receipt": ("task", "reason"),
    "journal": ("action", "task", "before", "after", "change"),
    "holding": ("task", "via", "role"),
    "duty": ("task", "period"),
}
_MORE = {
    "filing": ["(kind = 'not_involved') = (reason <> '')"],
    "disclosure": ["item > 0", "period <> ''"],
    "holding": ["filing IN (0, 1)"],
    "duty": ["item > 0", "predates IN (0, 1)"],
}


# No answer is dated before the office's word on one of the same task: a date would undo it.
_VERDICTS = """
    CREATE OR REPLACE FUNCTION keep_verdicts() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM gongkai.receipt r WHERE r.plan = NEW.plan AND r.unit = NEW.unit
                   AND r.task = NEW.task AND r.on_date > NEW.on_date) THEN
            RAISE EXCEPTION 'dated before a verdict';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER verdicts_are_kept BEFORE INSERT ON filing FOR EACH ROW EXECUTE FUNCTION keep_verdicts();
"""


def checks() -> Iterator[tuple[str, str, str]]:
    """Each constraint: its table, its name, and what it demands."""
    for table in sorted({*_DAYS, *_BOUNDS, *_TEXTS, *_MORE}):
        for column in _DAYS.get(table, ()):
            yield table, f"day_{column}", _day(column)
        for column in _BOUNDS.get(table, ()):
            day = _day(f"regexp_replace({column}, '[+]$', '')")
            yield table, f"bound_{column}", f"{column} IN ('{ALWAYS}', '{NEVER}') OR {day}"
        for column in _TEXTS.get(table, ()):
            yield table, f"text_{column}", f"{column} !~ '{_REFUSED}'"
        for number, demand in enumerate(_MORE.get(table, ()), 1):
            yield table, f"sound_{number}", demand
    actions = ", ".join(f"'{action}'" for action in TOLD)
    yield "journal", "known_action", f"action IN ({actions})"
    numbered = f"COALESCE(record BETWEEN 1 AND {LAST_RECORD - 1}, false)"
    yield "journal", "known_record", f"{numbered} AND (action = 'undo') = (undoes IS NOT NULL)"
    for side in ("before", "after"):
        yield "journal", f"readable_{side}", _readable(side)
    for action, names in TOLD.items():
        for side in ("before", "after") if action == "correct" else ("after",):
            if names:
                yield "journal", f"{action}_{side}", f"action <> '{action}' OR {_tells(side, names)}"


def statements() -> Iterator[str]:
    """Put the constraints on, in the place of earlier ones."""
    yield from without()
    for table, name, demand in checks():
        yield f"ALTER TABLE {table} ADD CONSTRAINT ours_{name} CHECK ({demand}) NOT VALID"
    yield _VERDICTS


def without() -> Iterator[str]:
    """Take the constraints away, those of other versions too."""
    yield "DROP TRIGGER IF EXISTS verdicts_are_kept ON filing"
    yield """
        DO $$
        DECLARE
            each RECORD;
        BEGIN
            FOR each IN
                SELECT conrelid::regclass AS place, conname FROM pg_constraint
                WHERE connamespace = 'gongkai'::regnamespace AND contype = 'c' AND starts_with(conname, 'ours_')
            LOOP
                EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.place, each.conname);
            END LOOP;
        END
        $$
    """


def _day(text: str) -> str:
    """That a text, where there is one, is a day that exists. (The cast refuses 2019-02-30 itself.)"""
    return f"CASE WHEN {text} ~ '{_DAY}' THEN {text}::date IS NOT NULL ELSE {text} IS NULL END"


def _readable(side: str) -> str:
    """That a side of a journal line is a flat mapping of names to texts, `item` to a number."""
    flat = (
        f"""NOT jsonb_path_exists({side}::jsonb, '$.keyvalue() ? (@.value != null && """
        f"""!(@.value.type() == "string" && @.key != "item") && !(@.value.type() == "number" && @.key == "item"))')"""
    )
    return f"{side} IS NULL OR CASE WHEN jsonb_typeof({side}::jsonb) = 'object' THEN {flat} ELSE false END"


def _tells(side: str, names: tuple[str, ...]) -> str:
    wanted = ", ".join(f"'{name}'" for name in names)
    told = [f"({side}::jsonb ->> '{name}')" for name in names if name in ("on_date", "until")]
    days = " AND ".join(f"{text} IS NOT NULL AND {_day(text)}" for text in told)
    there = f"COALESCE({side}::jsonb ?& ARRAY[{wanted}], false)"
    return f"CASE WHEN {there} THEN {days} ELSE false END"
