"""What a server takes from whoever writes past our commands: dates that exist, known words, readable journal lines.

A row that our commands would trip over, for whoever asks next, is refused. The constraints hold for what is written
from now on: an older record may have rows that break them. A copy brings such rows along, and so does without.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from gongkai.base.text import DIRECTIONS
from gongkai.store import holdings
from gongkai.store.changes.journal import LAST_RECORD
from gongkai.store.declarations import CODE_LIMIT, SIDE_LIMIT, Field, Kind
from gongkai.store.holdings import ALWAYS, NEVER
from gongkai.store.kinds import ACTIONS, KIND_OF, KINDS, NUMBERS, UNDO, told_in

_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# Characters that office files and terminals refuse; ends of lines and tabs are none of them.
REFUSED = r"\u0001-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff"

# What is derived from the records and the plan.
_HOLDINGS_DAYS = {"holding": ("filing_due", "answered_on"), "duty": ("starts", "due", "done_on")}
_HOLDINGS_TEXTS = {"holding": ("task", "via", "role"), "duty": ("task", "period", "label")}
_HOLDINGS_SOUND = {"holding": ("filing IN (0, 1)",), "duty": ("item > 0", "predates IN (0, 1)")}


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

# A text is as long as its field takes, and nothing in it turns the direction in which it is read; what was otherwise from
# before may stay while the rest of its row changes, and be told of.
_BOUNDED = f"""
    CREATE OR REPLACE FUNCTION bound_texts() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        now JSONB := to_jsonb(NEW);
        before JSONB := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{{}}' END;
        bound RECORD;
    BEGIN
        FOR bound IN SELECT * FROM jsonb_each_text(TG_ARGV[0]::jsonb) LOOP
            CONTINUE WHEN now ->> bound.key IS NOT DISTINCT FROM before ->> bound.key;
            IF char_length(now ->> bound.key) > bound.value::int THEN
                RAISE EXCEPTION 'too long' USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                    COLUMN = bound.key, CONSTRAINT = 'ours_bounded_' || bound.key;
            ELSIF TG_TABLE_NAME <> 'journal' AND now ->> bound.key ~ '[{DIRECTIONS}]' THEN
                RAISE EXCEPTION 'turned' USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                    CONSTRAINT = 'ours_text_' || bound.key;
            END IF;
        END LOOP;
        RETURN NEW;
    END
    $$
"""

_VERDICT_ACTIONS = ", ".join(kind.making for kind in KINDS.values() if kind.office)
_PLACES = " ".join(f"WHEN '{action}' THEN '{kind.table}'" for action, kind in KIND_OF.items())


def _done_still() -> Iterator[str]:
    """What is true of a record `t` as long as an action isn't taken back; `$3` is what was before."""
    for action in ACTIONS.values():
        told = KIND_OF[action.name].told
        if action.effect == "ends":
            yield f"WHEN '{action.name}' THEN 't.until IS NOT NULL'"
        elif action.effect == "corrects":
            now = ", ".join(f"t.{each.name}::text" for each in told)
            before = ", ".join(_before(each) for each in told)
            yield f"WHEN '{action.name}' THEN 'ROW({now}) IS DISTINCT FROM ROW({before})'"


def _before(field: Field) -> str:
    text = f"$3 ->> ''{field.told_as}''"
    return text if field.nullable else f"COALESCE({text}, '''')"


# A line is about a record whose number was given out, and an undoing about another line. A unit has no part in the
# office's word nor in another's change; and that something is taken back it says once, and when it is so. This runs before
# the policies: of the lines of others it may tell nothing.
_TRUTH = f"""
    CREATE OR REPLACE FUNCTION true_line() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        by_unit BOOLEAN := gongkai.own_role() IS NOT DISTINCT FROM 'unit';
        undone gongkai.journal;
        place TEXT;
        still BOOLEAN;
    BEGIN
        IF by_unit AND NEW.unit IS DISTINCT FROM gongkai.own_unit() THEN
            RAISE EXCEPTION 'row-level security' USING ERRCODE = 'insufficient_privilege';
        ELSIF by_unit AND EXISTS (SELECT 1 FROM gongkai.journal j WHERE j.change = NEW.change AND j.actor <> NEW.actor) THEN
            RAISE EXCEPTION 'the change of another' USING ERRCODE = 'check_violation', TABLE = 'journal',
                CONSTRAINT = 'ours_own_change';
        END IF;
        IF NEW.action <> '{UNDO}' THEN
            IF by_unit AND NEW.action IN ({_VERDICT_ACTIONS}) THEN
                RAISE EXCEPTION 'the office''s word' USING ERRCODE = 'insufficient_privilege';
            END IF;
            place := CASE NEW.action {_PLACES} END;
            IF place IS NOT NULL AND NEW.record > gongkai.given_out(place) THEN
                RAISE EXCEPTION 'no such number' USING ERRCODE = 'check_violation', TABLE = 'journal',
                    CONSTRAINT = 'ours_given_record';
            END IF;
            RETURN NEW;
        END IF;
        SELECT * INTO undone FROM gongkai.journal j WHERE j.id = NEW.undoes;
        still := undone.id IS NULL OR ROW(undone.plan, undone.unit, undone.task, undone.record)
                 IS DISTINCT FROM ROW(NEW.plan, NEW.unit, NEW.task, NEW.record);
        IF by_unit AND NOT still THEN
            IF undone.action IN ({_VERDICT_ACTIONS}) THEN
                RAISE EXCEPTION 'the office''s word' USING ERRCODE = 'insufficient_privilege';
            END IF;
            place := CASE undone.action {_PLACES} END;
            IF place IS NULL OR EXISTS (SELECT 1 FROM gongkai.journal u
                                        WHERE u.plan = NEW.plan AND u.unit = NEW.unit AND u.undoes = NEW.undoes) THEN
                still := true;
            ELSE
                EXECUTE format('SELECT EXISTS (SELECT 1 FROM gongkai.%I t WHERE t.id = $1 AND t.unit = $2 AND %s)', place,
                    CASE undone.action {" ".join(_done_still())} ELSE 'true' END)
                INTO still USING NEW.record, NEW.unit, undone.before::jsonb;
            END IF;
        END IF;
        IF still THEN
            RAISE EXCEPTION 'nothing is taken back' USING ERRCODE = 'check_violation', TABLE = 'journal',
                CONSTRAINT = 'ours_true_undoing';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER journal_is_true BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION true_line();
"""


def checks() -> Iterator[tuple[str, str, str]]:
    """Each constraint: its table, its name, and what it demands."""
    for kind in KINDS.values():
        yield from _table(kind.table, kind.days, _texts(kind), kind.sound)
    yield from _table("journal", (), ("action", "task", "before", "after", "change"), ())
    for table in holdings.TABLES:
        yield from _table(table, _HOLDINGS_DAYS[table], _HOLDINGS_TEXTS[table], _HOLDINGS_SOUND[table])
        for column in ("from_date", "to_date"):
            day = _day(f"regexp_replace({column}, '[+]$', '')")
            yield table, f"bound_{column}", f"{column} IN ('{ALWAYS}', '{NEVER}') OR {day}"
        for column in _HOLDINGS_TEXTS[table]:
            yield table, f"bounded_{column}", f"char_length({column}) <= {CODE_LIMIT}"
    actions = ", ".join(f"'{action}'" for action in (*ACTIONS, UNDO))
    yield "journal", "known_action", f"action IN ({actions})"
    numbered = f"COALESCE(record BETWEEN 1 AND {LAST_RECORD - 1}, false)"
    yield "journal", "known_record", f"{numbered} AND (action = '{UNDO}') = (undoes IS NOT NULL)"
    for side in ("before", "after"):
        yield "journal", f"readable_{side}", _readable(side)
    for name, action in ACTIONS.items():
        for side in ("before", "after") if action.effect == "corrects" else ("after",):
            yield "journal", f"{name}_{side}", f"action <> '{name}' OR {_tells(side, told_in(name))}"


def _texts(kind: Kind) -> list[str]:
    texts = [each.name for each in kind.fields if each.sort in ("text", "code")]
    return ["task", *texts] if kind.by_task else texts


def _table(
    table: str, days: Iterable[str], texts: Iterable[str], sound: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    for column in days:
        yield table, f"day_{column}", _day(column)
    for column in texts:
        yield table, f"text_{column}", f"{column} !~ '[{REFUSED}]'"
    for number, demand in enumerate(sound, 1):
        yield table, f"sound_{number}", demand


def statements() -> Iterator[str]:
    """Put the constraints on, in the place of earlier ones."""
    yield from without()
    for table, name, demand in checks():
        yield f"ALTER TABLE {table} ADD CONSTRAINT ours_{name} CHECK ({demand}) NOT VALID"
    for table in (*KINDS, "journal"):
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT ours_known_plan FOREIGN KEY (plan) REFERENCES plan (id) NOT VALID"
        )
    yield _BOUNDED
    bounded = {
        kind.table: {**dict.fromkeys(_texts(kind), CODE_LIMIT), **kind.limits} for kind in KINDS.values()
    }
    bounded["journal"] = dict.fromkeys(("action", "task", "change"), CODE_LIMIT)
    bounded["journal"] |= dict.fromkeys(("before", "after"), SIDE_LIMIT)
    for table, bounds in bounded.items():
        yield (
            f"CREATE TRIGGER texts_are_bounded BEFORE INSERT OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION bound_texts('{json.dumps(bounds)}')"
        )
    yield _VERDICTS
    yield _TRUTH


def without() -> Iterator[str]:
    """Take the constraints away, those of other versions too."""
    for table in (*KINDS, "journal"):
        yield f"DROP TRIGGER IF EXISTS texts_are_bounded ON {table}"
    yield "DROP TRIGGER IF EXISTS verdicts_are_kept ON filing; DROP TRIGGER IF EXISTS journal_is_true ON journal"
    yield """
        DO $$
        DECLARE
            each RECORD;
        BEGIN
            FOR each IN
                SELECT conrelid::regclass AS place, conname FROM pg_constraint
                WHERE connamespace = 'gongkai'::regnamespace AND contype IN ('c', 'f') AND starts_with(conname, 'ours_')
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
    """That a side of a journal line is a flat mapping of names to texts, or to numbers where the field is one."""
    number = " || ".join(f'@.key == "{name}"' for name in NUMBERS)
    flat = (
        f"""NOT jsonb_path_exists({side}::jsonb, '$.keyvalue() ? (@.value != null && """
        f"""!(@.value.type() == "string" && !({number})) && !(@.value.type() == "number" && ({number})))')"""
    )
    return f"{side} IS NULL OR CASE WHEN jsonb_typeof({side}::jsonb) = 'object' THEN {flat} ELSE false END"


def _tells(side: str, names: tuple[str, ...]) -> str:
    wanted = ", ".join(f"'{name}'" for name in names)
    told = [f"({side}::jsonb ->> '{name}')" for name in names if name in ("on_date", "until")]
    days = " AND ".join(f"{text} IS NOT NULL AND {_day(text)}" for text in told)
    there = f"COALESCE({side}::jsonb ?& ARRAY[{wanted}], false)"
    return f"CASE WHEN {there} THEN {days} ELSE false END"
