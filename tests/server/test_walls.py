"""What a unit's login can't learn, forge or break: the attacks themselves, over a plain connection."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import Gongkai
from databases import OFFICE, OWNER, TEMPLATE, District, Server
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gongkai.store.kinds import KINDS

PLAN = "linzi-2019"
RECORDS = (*KINDS, "journal")
WALLED = (*RECORDS, "holding", "duty")
ANSWER = (
    '{"measure": "a", "section": "b", "officer": "c", "contact": "d", "reason": "", "on_date": "2019-07-18"}'
)
PUBLISHED = '{"item": 4, "period": "once", "title": "t", "url": "", "on_date": "2019-07-18"}'


@pytest.fixture
def crowded(district: District) -> District:
    """Many answers of other units, some values in many rows and some in few; the server looked at them all."""
    with district.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "INSERT INTO gongkai.filing (plan, unit, task, kind, measure, section, officer, contact, reason, on_date, since) "
            f"SELECT '{PLAN}', '区水利局', '7', 'measure', 'm' || n, 's' || n % 7, 'o' || n % 300, "
            "(13800000000 + CASE WHEN n < 400 THEN 1 ELSE n % 400 END)::text, '', '2019-07-18', '2019-07-18' "
            "FROM generate_series(1, 2000) n"
        )
        connection.execute(
            "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, after, undoes) "
            f"SELECT '', 'a' || n % 40, 'undo', '{PLAN}', '区水利局', '7', n, "
            'format(\'{"contact": "%s"}\', 13800000000 + n % 50), 1 FROM generate_series(1, 2000) n'
        )
    return district


def estimates(district: District, condition: str, values: tuple[str, ...], table: str = "filing") -> set[str]:
    """What the server expects of a condition with each of these values, with many digits."""
    found = set()
    with district.connect("sfj") as sfj:
        for value in values:
            lines = sfj.execute(
                f"EXPLAIN SELECT * FROM gongkai.{table} f JOIN generate_series(1, 1000000000) g "
                f"ON ({condition.format(value)} OR g = -5)"
            ).fetchall()
            found.add(str(re.findall(r"rows=(\d+)", lines[0][0])))
    return found


GUESSES = {
    "a telephone's digits": ("f.contact < '{}'", ("1", "13800000050", "13800000200", "13800000399", "2")),
    "a common telephone": ("f.contact = '{}'", ("13800000001", "13900000001")),
    "a name": ("f.officer >= '{}'", ("o1", "o15", "o2", "p")),
    "a beginning": ("f.measure LIKE '{}%'", ("m1", "m2", "x")),
    "whose": ("f.unit = '{}'", ("区水利局", "区财政局")),
    "a day": ("f.on_date > '{}'", ("2019-07-01", "2019-08-01")),
}


@pytest.mark.parametrize("guess", GUESSES)
def test_estimates_tell_a_unit_nothing(crowded: District, guess: str) -> None:
    condition, values = GUESSES[guess]
    with crowded.connect(OWNER) as owner:
        owner.execute("ALTER TABLE gongkai.filing ALTER contact SET STATISTICS -1; ANALYZE gongkai.filing")
    if "telephone" in guess:
        assert len(estimates(crowded, condition, values)) > 1, "the attack works where there are statistics"
    upgraded(crowded)
    assert len(estimates(crowded, condition, values)) == 1


def upgraded(district: District) -> None:
    """After `server init`, whatever was known before; and the owner looks at everything once more."""
    from gongkai.store.engine.postgres import PostgresStore
    from gongkai.store.server import setup as setting_up

    store = PostgresStore(district.address(OWNER), checked=False)
    setting_up.init(store)
    store.close()
    with district.connect(OWNER) as owner:
        owner.execute("ANALYZE")


def test_the_journals_texts_tell_a_unit_nothing(crowded: District) -> None:
    with crowded.connect(OWNER) as owner:
        owner.execute("ANALYZE")
    for column in ("before", "after", "actor"):
        values = ("a", '{{"contact": "13800000025', '{{"contact": "13800000040', "x")
        assert len(estimates(crowded, f"f.{column} < '{{}}'", values, "journal")) == 1


def test_the_holdings_tell_a_unit_nothing_of_others(gongkai: Gongkai, district: District) -> None:
    """Who answered, how and when follows from the records, and stands in the holdings of all."""
    fill = ("fill", "-t", "7", "--on", "2019-07-18", "--measure", "甲", "--section", "办", "--officer", "甲")
    assert gongkai(*fill, "--contact", "12345", "--db", district.address("slj")).status == 0
    upgraded(district)
    for table, column, values in (
        ("holding", "unit", ("区水利局", "区财政局", "区发改局")),
        ("holding", "status", ("unfiled", "filed", "returned")),
        ("holding", "answered_on", ("2019-07-18", "2019-07-19")),
        ("duty", "unit", ("区水利局", "区财政局", "区发改局")),
        ("duty", "done_on", ("2019-07-18", "2019-07-19")),
    ):
        assert len(estimates(district, f"f.{column} = '{{}}'", values, table)) == 1, (table, column)


def test_nothing_is_kept_of_what_stands_in_a_record(gongkai: Gongkai, crowded: District) -> None:
    """Neither of columns, nor of several together, nor of expressions: on a new record and on an older one."""
    with crowded.connect("postgres") as connection:
        for table in WALLED:
            for (column,) in connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                [f"gongkai.{table}"],
            ).fetchall():
                connection.execute(f"ALTER TABLE gongkai.{table} ALTER {column} SET STATISTICS -1")
        connection.execute("CREATE INDEX digits ON gongkai.filing (left(contact, 7))")
        connection.execute("CREATE STATISTICS gongkai.pairs ON unit, officer FROM gongkai.filing")
        connection.execute("ANALYZE")
        of_another = gongkai("server", "init", "--db", crowded.address(OWNER))
        assert of_another.status == 1
        assert "请服务器管理员先运行：DROP STATISTICS gongkai.pairs" in of_another.err
        connection.execute(f'ALTER STATISTICS gongkai.pairs OWNER TO "{OWNER}"')
        kept = "SELECT count(*) FROM pg_stats WHERE schemaname = 'gongkai' AND tablename = ANY(%s) AND attname <> 'id'"
        assert connection.execute(kept, [list(WALLED)]).fetchone() > (0,)
        upgraded(crowded)
        assert connection.execute(kept, [list(WALLED)]).fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM pg_statistic_ext").fetchone() == (0,)
        assert connection.execute(
            "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
            "WHERE c.relnamespace = 'gongkai'::regnamespace AND i.indexprs IS NOT NULL"
        ).fetchone() == (0,)


# What carrying out a question tells beside its answer: how often a part of it ran, how many rows fell away.
CARRIED_OUT = {
    "a telephone's digits": ("filing WHERE id = 2 AND contact < '{}'", ("1375", "1385", "2")),
    "whose": ("filing WHERE id = 2 AND unit < '{}'", ("区", "区水利局z")),
    "a place": ("filing WHERE ctid = '(0,2)' AND officer >= '{}'", ("a", "o1", "p")),
    "one of several": ("filing WHERE id = 2 AND officer IN ('{}', 'x')", ("o1", "o7")),
    "any of one": ("filing WHERE id = 2 AND officer < ANY (ARRAY['{}'])", ("a", "p")),
    "by a question of its own": ("filing WHERE id = 2 AND contact < (SELECT '{}')", ("1", "2")),
    "whose, by an index": (
        "filing WHERE plan = 'linzi-2019' AND unit >= '{}' AND unit <= '{}' AND task = '7'",
        ("区水利局", "区财政局"),
    ),
    "whose, by an outer join": (
        "(VALUES ('{}')) v (n) LEFT JOIN gongkai.filing f ON f.plan = 'linzi-2019' AND f.unit = v.n AND f.task = '7'",
        ("区水利局", "区财政局"),
    ),
    "a verdict": ("receipt WHERE filing = {}", ("2", "999999")),
    "how many have a task": ("holding WHERE plan = 'linzi-2019' AND task = '{}'", ("7", "5")),
    "how many owe": ("duty WHERE plan = 'linzi-2019' AND task = '7' AND item = {}", ("4", "9")),
    "how an answer stands": (
        "holding WHERE plan = 'linzi-2019' AND unit >= '' AND status = '{}'",
        ("filed", "returned"),
    ),
    "what was written": ("journal WHERE id = 5 AND action = '{}'", ("undo", "fill")),
    "which change": ("journal WHERE change > '{}'", ("a", "d")),
}


def test_carrying_out_a_question_tells_a_unit_nothing(crowded: District) -> None:
    upgraded(crowded)
    with crowded.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "INSERT INTO gongkai.receipt (plan, unit, task, filing, verdict, reason, on_date) "
            "SELECT plan, unit, task, id, 'returned', '', on_date FROM gongkai.filing WHERE id < 1999"
        )
        connection.execute(
            "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, undoes, change) "
            f"SELECT '', '', 'undo', '{PLAN}', '区水利局', '7', 1, 1, v FROM unnest(ARRAY['b', 'c', 'e']) v"
        )
    told: dict[tuple[str, str], set[str]] = {}
    for plans in ("", "SET enable_seqscan = off", "SET cpu_operator_cost = 0"):
        with crowded.connect("sfj") as sfj:
            sfj.execute(plans or "SELECT 1")
            for question, (condition, values) in CARRIED_OUT.items():
                for value in values:
                    asked = f"{'' if condition[0] == '(' else 'gongkai.'}{condition.replace('{}', value)}"
                    lines = sfj.execute(
                        "EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) SELECT * FROM " + asked
                    ).fetchall()
                    seen = [line for (line,) in lines if not re.match(r"\s*([\w-]+ )?(Cond|Filter): ", line)]
                    told.setdefault((question, plans), set()).add("\n".join(seen))
    assert {question: seen for question, seen in told.items() if len(seen) > 1} == {}


# Journal lines.


def line(
    action: str, record: Any, after: str | None = None, plan: str = PLAN, **more: Any
) -> tuple[str, list[Any]]:
    values = {
        "at": "",
        "actor": "",
        "action": action,
        "plan": plan,
        "unit": "区司法局",
        "task": "14",
        "record": record,
    }
    values |= {"after": after, **more}
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    return f"INSERT INTO gongkai.journal ({names}) VALUES ({marks})", list(values.values())


def work(gongkai: Gongkai, database: str, *, first: str = "12") -> None:
    """Whatever people do in a record can be done."""
    db = ("--db", database)
    unit = ("-u", "区水利局")
    who = (
        "--measure",
        "甲",
        "--section",
        "办",
        "--officer",
        "赵",
        "--contact",
        "12345",
        "--on",
        "2019-07-20",
    )
    for command in (
        ("fill", *unit, "-t", "7", *who),
        ("claim", *unit, "-t", "15", "--on", "2019-07-20"),
        ("publish", *unit, "-t", "7", "--item", "4", "--date", "2019-09-30", "--title", "一季度情况"),
        ("accept", *unit, "-t", "7", "--on", "2019-07-21"),
        ("undo", *unit, "-t", "7"),
        ("fill", "-u", "区司法局", "-t", first, *who),
        ("log",),
        ("report", "--as-of", "2019-08-15"),
    ):
        done = gongkai(*command, *db)
        assert done.status == 0, (command, done.err)


def test_a_line_is_about_a_number_that_was_given_out(gongkai: Gongkai, district: District) -> None:
    db = ("--db", district.address("sfj"))
    assert gongkai("fill", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单", *db).status == 0
    with district.connect("sfj") as sfj:
        for action, record, after in (
            ("fill", 999999999, ANSWER),
            ("fill", 2, ANSWER),
            ("publish", 1, PUBLISHED),
            ("claim", 1, '{"on_date": "2019-07-18"}'),
            ("submit", 1, '{"on_date": "2019-07-18", "file": "x"}'),
        ):
            with pytest.raises(psycopg.errors.CheckViolation):
                sfj.execute(*line(action, record, after))
        sfj.execute(*line("fill", 1, ANSWER))
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            sfj.execute(*line("fill", 1, ANSWER, "临政办发〔2019〕1号"))


def test_lines_of_an_unknown_plan_are_seen(gongkai: Gongkai, district: District) -> None:
    """An older server took them."""
    with district.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(*line("fill", 1, ANSWER, "临政办发〔2019〕1号"))
        connection.execute(
            "INSERT INTO gongkai.claim (plan, unit, task, on_date) VALUES ('x', '区司法局', '15', '2019-07-18')"
        )
    office = ("--db", district.address(OFFICE))
    found = gongkai("server", "check", *office)
    assert found.status == 3
    assert "区司法局：第 1 条改动记录不是本程序写的" in found.out
    assert "区司法局：编号 1 的认领没有改动记录" in found.out
    assert [each["id"] for each in gongkai("log", "--format", "json", *office).json] == [1]
    assert gongkai("log", *office).status == 0


def test_numbers_go_on_after_a_copy_and_a_restore(
    gongkai: Gongkai, district: District, tmp_path: Path
) -> None:
    """A number is given once, though what had it is gone and no line tells of it."""
    office = ("--db", district.address(OFFICE))
    with district.connect("sfj") as sfj, suppress(ZeroDivisionError), sfj.transaction():
        sfj.execute(
            "INSERT INTO gongkai.submission (plan, unit, on_date, way, file, digest) "
            f"SELECT '{PLAN}', '区司法局', '2019-07-18', 'sent', n::text, n::text FROM generate_series(1, 7) n"
        )
        raise ZeroDivisionError
    before = dict(district.connect("postgres").execute("SELECT * FROM gongkai.counters()").fetchall())
    assert before["submission"] == 7
    kept = str(tmp_path / "kept.db")
    assert gongkai("backup", "-o", kept, *office).status == 0
    again = str(tmp_path / "again.db")
    assert gongkai("restore", kept, "--db", again).status == 0
    assert gongkai("server", "copy", again, district.address(OWNER)).status == 0
    after = dict(district.connect("postgres").execute("SELECT * FROM gongkai.counters()").fetchall())
    assert after == before


@pytest.fixture
def elsewhere(template: Server) -> Iterator[District]:
    """Another database, for what is restored."""
    name = "restored_elsewhere"
    template.sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}")
    yield District(template, name)
    template.sql(f"DROP DATABASE {name} WITH (FORCE)")


DAYS = (
    "0001-01-01", "9999-12-31", "0000-01-01", "2019-02-30", "infinity", "-infinity", "now", "2019-7-18", "２０１９-07-18",
    "10000-01-01", "2019-07-18 BC", "2019-07-18\n", "", None,
)  # fmt: skip
TEXTS = (
    "", None, "长" * 30_000, "1" + " " * 3_000 + "1", "\u202e14", "\x01", "\x7f", "\ufeff", "\ud800", "a\nb\tc",
    "<script>alert(1)</script>",
    "=1+1", "';--", "%s{0}", 5, True, ["x"], {"x": "y"},
)  # fmt: skip
NUMBERS = (
    None, -1, 0, 1, 2, 3, 7, 999_999_998, 999_999_999, 1_000_000_000, 1_999_999_999, 2_000_000_000, 2**31 - 1,
    2**63 - 1, 1.5, "4",
)  # fmt: skip
# Sides of a line that aren't made by naming other values.
SIDES = (
    None, "", "null", "[]", "1", '"x"', "{", "{}", "NaN", '{"a": 1, "a": 2}', ANSWER[:-1] + ', "on_date": "9999-12-31"}',
    ANSWER[:-1] + ', "more": "x"}', ANSWER.replace('"a"', '"\\u0000"'), ANSWER.replace('"a"', '"\\ud800"'),
    ANSWER.replace('"a"', '"\\u0001\\u202e"'), PUBLISHED.replace("4", "1e999"), PUBLISHED.replace("4", "9" * 400),
    PUBLISHED.replace("4", "-0"), "[" * 20_000 + "]" * 20_000, '{"a":' * 20_000 + "1" + "}" * 20_000,
    '{"measure": ' + ANSWER + "}", " " * 50_000 + ANSWER,
)  # fmt: skip
TOLD = {
    "fill": ANSWER,
    "not_involved": ANSWER,
    "claim": '{"on_date": "2019-07-18"}',
    "unclaim": '{"on_date": "2019-07-18", "until": "2019-07-20"}',
    "publish": PUBLISHED,
    "correct": PUBLISHED,
    "withdraw": PUBLISHED[:-1] + ', "until": "2019-07-20"}',
    "submit": '{"on_date": "2019-07-18", "file": "x"}',
    "accept": '{"verdict_reason": "", "on_date": "2019-07-18"}',
    "return": '{"verdict_reason": "重写", "on_date": "2019-07-18"}',
    "undo": ANSWER,
    "nothing": ANSWER,
}
KEY = {"plan": PLAN, "unit": "区司法局", "task": "14"}
ROWS: dict[str, dict[str, Any]] = {
    "filing": KEY
    | {"kind": "measure", "measure": "a", "section": "b", "officer": "c", "contact": "d", "reason": ""}
    | {"on_date": "2019-07-18", "since": "2019-07-18", "until": None},
    "claim": KEY | {"on_date": "2019-07-18", "until": None},
    "disclosure": KEY
    | {"item": 4, "period": None, "title": "t", "url": "", "on_date": "2019-07-18", "until": None},
    "submission": {
        "plan": PLAN,
        "unit": "区司法局",
        "on_date": "2019-07-18",
        "way": "sent",
        "file": "f",
        "digest": "d",
    },
    "holding": KEY
    | {
        "from_date": "",
        "to_date": "9999-99-99",
        "basis": "named",
        "role": "责任",
        "filing": 1,
        "status": "filed",
    },
    "duty": KEY
    | {
        "item": 4,
        "period": "2019-Q3",
        "from_date": "",
        "to_date": "9999-99-99",
        "due": "2019-09-30",
        "predates": 0,
    },
}
ODD = {
    "plan": (PLAN, "临政办发〔2019〕1号", "", None),
    "unit": ("区水利局", "", None, "x"),
    "task": ("7", "12", "99", "Z1", "14\n", *TEXTS),
    "record": NUMBERS,
    "undoes": NUMBERS,
    "item": NUMBERS,
    "predates": NUMBERS,
    "filing": NUMBERS,
    "before": SIDES,
    "after": SIDES,
} | dict.fromkeys(("on_date", "since", "until", "due", "from_date", "to_date"), DAYS)


@st.composite
def odd_side(draw: st.DrawFn, text: str) -> str:
    """A side of a line with a value or two of another kind, or a name missing."""
    side: dict[str, Any] = json.loads(text)
    for name in draw(st.lists(st.sampled_from(sorted(side)), max_size=2, unique=True)):
        if draw(st.booleans()):
            side[name] = draw(st.sampled_from(ODD.get(name, TEXTS)))
        else:
            del side[name]
    return json.dumps(side, ensure_ascii=draw(st.booleans()))


@st.composite
def hostile_line(draw: st.DrawFn) -> tuple[str, list[Any]]:
    """A line like one of ours, with some of its columns as nobody would write them."""
    action = draw(st.sampled_from(list(TOLD)))
    values = KEY | {"at": "", "actor": "", "action": action, "record": draw(st.sampled_from((1, 2, 3)))}
    values["after"] = draw(st.one_of(st.just(TOLD[action]), odd_side(TOLD[action])))
    values["before"] = draw(st.one_of(st.none(), st.just(PUBLISHED), odd_side(PUBLISHED)))
    values["undoes"] = draw(st.integers(1, 40)) if action == "undo" else None
    values["change"] = draw(st.sampled_from((None, "", "x", "长" * 900)))
    for name in draw(st.lists(st.sampled_from(sorted(values)), max_size=2, unique=True)):
        values[name] = draw(st.sampled_from(ODD.get(name, TEXTS)))
    return insertion("journal", values)


@st.composite
def hostile_row(draw: st.DrawFn) -> tuple[str, list[Any]]:
    """A record, or a line of the holdings, of one's own, past our commands."""
    table = draw(st.sampled_from(sorted(ROWS)))
    values = dict(ROWS[table])
    for name in draw(st.lists(st.sampled_from(sorted(values)), max_size=2, unique=True)):
        values[name] = draw(st.sampled_from(ODD.get(name, TEXTS)))
    return insertion(table, values)


def insertion(table: str, values: dict[str, Any]) -> tuple[str, list[Any]]:
    marks = ", ".join(["%s"] * len(values))
    return f"INSERT INTO gongkai.{table} ({', '.join(values)}) VALUES ({marks})", list(values.values())


CHANGES = (
    "UPDATE gongkai.filing SET until = '0001-01-01'",
    "UPDATE gongkai.filing SET since = '9999-12-31', until = NULL",
    "UPDATE gongkai.holding SET status = 'filed', answer = 99",
    "SELECT gongkai.remove_own('filing', '{}')",
    "SELECT gongkai.remove_own('duty', '{}')",
)
LINES = st.lists(hostile_line(), min_size=30, max_size=80)
LINES_AND_ROWS = st.lists(
    st.one_of(
        hostile_line(), hostile_line(), hostile_row(), st.sampled_from([(change, []) for change in CHANGES])
    ),
    min_size=30,
    max_size=80,
)


@pytest.mark.parametrize(
    "older, examples",
    [
        (False, 1),
        (True, 1),
        pytest.param(False, 12, marks=pytest.mark.slow),
        pytest.param(True, 12, marks=pytest.mark.slow),
    ],
    ids=["", "an older server", "long", "an older server, long"],
)
def test_no_line_spoils_a_copy(
    gongkai: Gongkai, template: Server, tmp_path: Path, older: bool, examples: int, elsewhere: District
) -> None:
    """Whatever a unit gets in: the record, its backup and what is restored from that can be asked, checked and worked in.

    An older server took every line.
    """
    counted = iter(range(1000))
    got_in: set[str] = set()

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(LINES if older else LINES_AND_ROWS)
    def attacked(statements: list[tuple[str, list[Any]]]) -> None:
        number = next(counted)
        for name in ("hostile", elsewhere.database):
            template.sql(
                f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
                f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}",
            )
        record = District(template, "hostile")
        unit, office = ("--db", record.address("sfj")), ("--db", record.address(OFFICE))
        assert gongkai("fill", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单", *unit).status == 0
        if older:
            with record.connect("postgres") as connection:
                for table, name in connection.execute(
                    "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conname LIKE 'ours_%'"
                ).fetchall():
                    connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
                connection.execute("DROP TRIGGER journal_is_true ON gongkai.journal")
        with record.connect("sfj") as sfj:
            for statement, values in statements:
                with suppress(psycopg.Error, UnicodeEncodeError):
                    sfj.execute(statement, values)
                    got_in.add(statement.split()[2])
            assert not sfj.closed, "whatever came after was no attack"
        for command, allowed in (
            (("log",), (0,)),
            (("log", "--format", "json"), (0,)),
            (("report", "--as-of", "2019-08-15"), (0,)),
            (("records", "--as-of", "2019-12-31"), (0,)),
            (("server", "check"), (0, 3)),
            *[(("undo", "-u", "区司法局", "-t", task), (0, 1)) for task in ("14", "14", "14", "7")],
            (("undo", "-u", "区司法局", "--submission"), (0, 1)),
            (("server", "check"), (0, 3)),
        ):
            done = gongkai(*command, *office)
            assert done.status in allowed and "程序内部出错" not in done.err, (command, done.err)
        kept = str(tmp_path / f"kept{number}.db")
        back = str(tmp_path / f"back{number}.db")
        for command in (
            ("backup", "-o", kept, *office),
            ("restore", kept, "--db", back),
            ("server", "copy", record.address(OFFICE), str(tmp_path / f"copy{number}.db")),
            ("server", "copy", back, elsewhere.address(OWNER)),
        ):
            done = gongkai(*command)
            assert done.status == 0, (command, done.err)
        for database in (record.address(OFFICE), back, elsewhere.address(OFFICE)):
            work(gongkai, database)

    try:
        attacked()
        assert "gongkai.journal" in got_in
    finally:
        template.sql("DROP DATABASE IF EXISTS hostile WITH (FORCE)")


# Forged undoings.


UNDO = (
    "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, before, after, undoes) "
    "SELECT '', '', 'undo', plan, unit, task, record, after, before, id FROM gongkai.journal WHERE action = '{}'"
)


@pytest.fixture
def judged(gongkai: Gongkai, district: District) -> District:
    """A unit's answer, and a record of what was published that the office corrected; the answer was returned."""
    unit, office = ("--db", district.address("sfj")), ("-u", "区司法局", "--db", district.address(OFFICE))
    assert gongkai("fill", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单", *unit).status == 0
    publish = ("publish", "-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "清单")
    assert gongkai(*publish, *unit).status == 0
    assert gongkai("return", "-t", "14", "--reason", "重写", "--on", "2019-07-31", *office).status == 0
    return district


@pytest.mark.parametrize(
    "forged",
    [
        UNDO.format("return"),
        UNDO.format("fill"),
        UNDO.format("publish"),
        UNDO.format("fill")
        .replace("SELECT '', ''", "SELECT '', ''")
        .replace("record, after", "record + 1, after"),
        UNDO.format("fill").replace("plan, unit, task, record, after", "plan, unit, '12', record, after"),
        *(
            "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, after) "
            f"SELECT '', '', '{action}', plan, unit, task, record, "
            '\'{"verdict_reason": "", "on_date": "2019-08-01"}\' FROM gongkai.journal WHERE action = \'return\''
            for action in ("accept", "return")
        ),
    ],
)
def test_a_unit_forges_no_undoing(judged: District, forged: str) -> None:
    with judged.connect("sfj") as sfj:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
            sfj.execute(forged)
        assert sfj.execute("SELECT count(*) FROM gongkai.journal").fetchone() == (3,)


def test_a_line_in_anothers_name_tells_nothing(judged: District) -> None:
    """Why it is refused would tell what the line of another unit says, of which task and record."""
    said = set()
    with judged.connect("slj") as slj:
        for number in (1, 2, 3, 99):
            for task in ("14", "7"):
                for action, undoes in (("undo", number), ("fill", None), ("claim", None), ("return", None)):
                    with pytest.raises(psycopg.Error) as refused:
                        slj.execute(*line(action, 1, ANSWER, task=task, undoes=undoes))
                    said.add(str(refused.value))
    assert len(said) == 1 and "row-level security" in said.pop()


def test_a_unit_joins_no_change_of_others(judged: District) -> None:
    """What one command wrote is taken back together: the office would take the unit's answer back with its own word."""
    with judged.connect(OFFICE) as office:
        ((change,),) = office.execute("SELECT change FROM gongkai.journal WHERE action = 'return'").fetchall()
    with judged.connect("sfj") as sfj:
        with pytest.raises(psycopg.errors.CheckViolation):
            sfj.execute(*line("fill", 1, ANSWER, change=change))
        ((own,),) = sfj.execute("SELECT change FROM gongkai.journal WHERE action = 'fill'").fetchall()
        sfj.execute(*line("fill", 1, ANSWER, change=own))


def test_an_undoing_is_written_once(gongkai: Gongkai, judged: District) -> None:
    unit = ("--db", judged.address("sfj"))
    assert gongkai("fill", "-t", "12", "--on", "2019-07-18", "--measure", "公布", *unit).status == 0
    assert gongkai("undo", "-t", "12", *unit).status == 0
    with judged.connect("sfj") as sfj, pytest.raises(psycopg.errors.CheckViolation):
        sfj.execute(UNDO.format("fill") + " AND task = '12'")
    assert gongkai("server", "check", "--db", judged.address(OFFICE)).status == 0


@pytest.mark.parametrize("role", ["unit", "office"])
def test_what_our_commands_take_back_is_true(gongkai: Gongkai, judged: District, role: str) -> None:
    """Every kind of change can be taken back, by the unit and by the office."""
    db = ("-u", "区司法局", "--db", judged.address("sfj" if role == "unit" else OFFICE))
    undo = ("undo", "-t", "14", *db)
    [published] = gongkai("records", "--as-of", "2019-12-31", "--format", "json", *db).json
    number = str(published.get("id") or published["number"])
    for change in (("correct", "--title", "更正"), ("withdraw",)):
        done = gongkai("publish", f"--{change[0]}", number, *change[1:], *db)
        assert done.status == 0, done.err
        done = gongkai(*undo)
        assert done.status == 0, done.err
    for change in (
        ("claim", "-t", "15", "--on", "2019-07-20"),
        ("unclaim", "-t", "15", "--on", "2019-07-21"),
    ):
        assert gongkai(*change, *db).status == 0
    for _ in range(2):
        done = gongkai("undo", "-t", "15", *db)
        assert done.status == 0, done.err
    assert gongkai("server", "check", "--db", judged.address(OFFICE)).status == 0


def test_the_offices_undo_is_not_misdirected(gongkai: Gongkai, judged: District) -> None:
    """On an older server a unit could write that the office's word is taken back."""
    office = ("--db", judged.address(OFFICE))
    with judged.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(UNDO.format("return"))
    done = gongkai("undo", "-u", "区司法局", "-t", "14", *office)
    assert done.status == 1 and "第 4 条改动记录说第 3 条已经撤销，其实没有" in done.err
    with judged.connect(OFFICE) as connection:
        assert connection.execute("SELECT count(*) FROM gongkai.filing").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM gongkai.receipt").fetchone() == (1,)
    found = gongkai("server", "check", *office)
    assert found.status == 3 and "区司法局：第 4 条改动记录不是本程序写的" in found.out
    again = ("return", "-u", "区司法局", "-t", "14", "--reason", "再写", "--on", "2019-08-01", *office)
    assert gongkai(*again).status == 0
    assert gongkai("undo", "-u", "区司法局", "-t", "14", *office).status == 0


# Standing in everybody's way.


@pytest.fixture
def walled(district: District) -> District:
    """As after `server init` on this very database: a copy of a database doesn't bring its own rights along."""
    upgraded(district)
    return district


@pytest.mark.parametrize(
    "table", [*RECORDS, "holding", "duty", "plan", "task", "turn", "account", "about", "mark"]
)
def test_a_unit_locks_no_table(walled: District, table: str) -> None:
    """No lock that a reader, or another writer, would wait for."""
    for mode in ("ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE", "SHARE UPDATE EXCLUSIVE"):
        with walled.connect("sfj") as sfj, pytest.raises(psycopg.errors.InsufficientPrivilege):
            sfj.execute(f"BEGIN; LOCK TABLE gongkai.{table} IN {mode} MODE")


def test_a_unit_reads_its_rows_by_plain_sql(gongkai: Gongkai, walled: District) -> None:
    done = gongkai(
        *("fill", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单", "--officer", "张三"),
        *("--contact", "13800000000", "--db", walled.address("sfj")),
    )
    assert done.status == 0, done.err
    with walled.connect("sfj") as sfj:
        assert sfj.execute("SELECT contact, officer FROM gongkai.filing").fetchall() == [
            ("13800000000", "张三")
        ]
        assert sfj.execute("SELECT action, actor FROM gongkai.journal").fetchall() == [("fill", "sfj")]


@pytest.mark.parametrize("existing", [False, True], ids=["", "existing"])
def test_removing_cuts_whoever_stands_in_the_way(gongkai: Gongkai, walled: District, existing: bool) -> None:
    """It holds the turn to write, for which everybody waits: removing it doesn't."""
    owner = ("--db", walled.address(OWNER))
    if existing:
        walled.server.sql("CREATE ROLE czj LOGIN")
        with walled.connect("postgres") as connection:
            if (
                connection.info.server_version >= 160000
            ):  # from there on a login has to be entrusted to the owner
                connection.execute(f"GRANT czj TO {OWNER} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
    done = gongkai("server", "add-unit", "区财政局", "--login", "czj", *["--existing"] * existing, *owner)
    assert done.status == 0, done.err
    holder = walled.connect("czj")
    holder.execute("BEGIN; SELECT gongkai.take_turn('x')")
    reading = walled.connect("czj")
    reading.execute("BEGIN; DECLARE c CURSOR FOR SELECT * FROM gongkai.filing")
    done = gongkai("server", "remove", "czj", *owner)
    assert (done.status, done.err) == (0, ""), done.err
    for connection in (holder, reading):
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        walled.connect("czj")
    fill = ("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", "--measure", "公布", "--db")
    assert gongkai(*fill, walled.address(OFFICE)).status == 0
    with walled.connect("postgres") as connection:
        assert connection.execute(
            "SELECT count(*) FROM pg_auth_members WHERE roleid::regrole::text = 'czj' AND NOT admin_option"
        ).fetchone() == (0,)


def test_whoever_waits_in_vain_is_told_for_whom(walled: District) -> None:
    from gongkai.base.problems import StoreError
    from gongkai.store.engine.opening import open_store

    store = open_store(walled.address(OFFICE))
    store.execute("SET lock_timeout = '200ms'")
    with walled.connect("postgres") as other:
        other.execute("BEGIN; LOCK TABLE gongkai.filing, gongkai.claim")
        with pytest.raises(StoreError) as told:
            store.row("SELECT count(*) AS n FROM filing")
        assert "（登录名 postgres 占着表 claim、filing）" in str(told.value)
        assert "没有保存" not in str(told.value), "there was nothing to be saved"
        with (
            pytest.raises(StoreError, match=r"（登录名 postgres 占着表 claim、filing）.*没有保存"),
            store.transaction(),
        ):
            store.execute("UPDATE filing SET until = NULL")
        other.execute("ROLLBACK; BEGIN; SELECT gongkai.take_turn('x')")
        with (
            pytest.raises(StoreError, match=r"（登录名 postgres 占着写入的次序.*没有保存"),
            store.transaction(),
        ):
            pass
    store.close()


def test_what_is_prepared_is_named_and_goes_with_its_login(gongkai: Gongkai, walled: District) -> None:
    """It holds the turn to write without a connection that could be cut."""
    from gongkai.base.problems import StoreError
    from gongkai.store.engine.opening import open_store

    owner = ("--db", walled.address(OWNER))
    assert gongkai("server", "add-unit", "区财政局", "--login", "czj", *owner).status == 0
    walled.connect("czj").execute("BEGIN; SELECT gongkai.take_turn('x'); PREPARE TRANSACTION 'it''s'")
    store = open_store(walled.address(OFFICE))
    store.execute("SET lock_timeout = '200ms'")
    with (
        pytest.raises(StoreError, match="（登录名 czj 占着写入的次序（预备事务 it's））"),
        store.transaction(),
    ):
        pass
    done = gongkai("server", "remove", "czj", *owner)
    with walled.connect("postgres") as connection, suppress(psycopg.errors.UndefinedObject):
        connection.execute("ROLLBACK PREPARED 'it''s'")  # a database with one can't be dropped
        pytest.fail("it is still there")
    assert (done.status, done.err) == (0, ""), done.err
    with store.transaction():
        pass
    store.close()


def test_rows_that_are_held_are_named(gongkai: Gongkai, walled: District) -> None:
    from gongkai.base.problems import StoreError
    from gongkai.store.engine.opening import open_store

    fill = ("fill", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单", "--db", walled.address("sfj"))
    assert gongkai(*fill).status == 0
    store = open_store(walled.address(OFFICE))
    store.execute("SET lock_timeout = '200ms'")
    with walled.connect("sfj") as sfj:
        sfj.execute("BEGIN; SELECT * FROM gongkai.filing FOR UPDATE")
        with pytest.raises(StoreError, match="（登录名 sfj 占着表 filing）"), store.transaction():
            store.execute("DELETE FROM filing")
    store.close()


@pytest.mark.parametrize(
    "attack",
    [
        "CREATE TEMP TABLE t AS SELECT 1 AS a",
        "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_a_unit_keeps_nothing_of_its_own(walled: District, attack: str) -> None:
    with walled.connect("sfj") as sfj, pytest.raises(psycopg.errors.InsufficientPrivilege):
        sfj.execute(attack)


def test_a_unit_makes_nothing_where_older_servers_let_everybody(walled: District) -> None:
    walled.server.sql("GRANT CREATE ON SCHEMA public TO PUBLIC", database=walled.database)
    with walled.connect("sfj") as sfj:
        sfj.execute("CREATE TABLE public.mine (a INTEGER); DROP TABLE public.mine")
        upgraded(walled)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sfj.execute("CREATE TABLE public.mine (a INTEGER)")


def test_files_and_locks_without_end_are_refused_where_a_superuser_sets_up(walled: District) -> None:
    from gongkai.store.engine.postgres import PostgresStore
    from gongkai.store.server import setup as setting_up

    store = PostgresStore(walled.address("postgres"), checked=False)
    setting_up.init(store)
    store.close()
    for attack in (
        "lo_from_bytea(0, 'x')", "lo_create(0)", "lo_creat(-1)", "pg_advisory_lock(1)", "pg_advisory_xact_lock(1)",
        "pg_try_advisory_lock_shared(1, 2)", "pg_try_advisory_xact_lock(1)",
    ):  # fmt: skip
        with walled.connect("sfj") as sfj, pytest.raises(psycopg.errors.InsufficientPrivilege):
            sfj.execute(f"SELECT {attack}")


def test_a_login_is_bounded(gongkai: Gongkai, walled: District) -> None:
    """In connections, and in how long a transaction idles; a login of an older record is when it is brought up to date."""
    walled.server.sql("ALTER ROLE slj CONNECTION LIMIT -1", "ALTER ROLE slj RESET ALL")
    upgraded(walled)
    held = [walled.connect("slj") for _ in range(10)]
    assert held[0].execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("5min",)
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        walled.connect("slj")
    refused = gongkai("tasks", "--db", walled.address("slj"))
    assert refused.status == 1 and "这个登录名的连接已满" in refused.err
    assert gongkai("tasks", "-u", "区司法局", "--db", walled.address(OFFICE)).status == 0
    for connection in held:
        connection.close()


def test_whoever_holds_the_turn_and_falls_silent_is_ended(walled: District) -> None:
    with walled.connect("sfj") as sfj:
        sfj.execute("BEGIN; SELECT gongkai.take_turn('x')")
        assert sfj.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("20s",)


def test_a_login_that_was_never_let_in_is_told_so(gongkai: Gongkai, walled: District) -> None:
    walled.server.sql("CREATE ROLE stranger LOGIN")
    done = gongkai("tasks", "--db", walled.address("stranger"))
    assert done.status == 1 and "没有开通" in done.err
    assert "没有保存" not in done.err


def test_a_time_limit_that_is_too_short_is_named(gongkai: Gongkai, walled: District) -> None:
    walled.server.sql(f"ALTER ROLE sfj IN DATABASE {walled.database} SET statement_timeout = '1ms'")
    with walled.connect("postgres") as connection:
        connection.execute("ALTER FUNCTION gongkai.own_role() RENAME TO own_role_of_old")
        connection.execute(
            "CREATE FUNCTION gongkai.own_role() RETURNS text LANGUAGE sql VOLATILE SECURITY DEFINER AS "
            "'SELECT gongkai.own_role_of_old() FROM pg_sleep(0.1)'"
        )
    done = gongkai("tasks", "--db", walled.address("sfj"))
    assert done.status == 1 and "statement_timeout" in done.err and "网络" not in done.err


# Passwords and the line.


@pytest.mark.parametrize("password", ["1", "czj", "1234567", "口令七个字符呀"])
def test_a_password_that_is_guessed_soon(gongkai: Gongkai, district: District, password: str) -> None:
    assert refused_password(district, "czj", password).startswith("错误：口令太短，至少 8 个字符，没有开通")
    assert "czj" not in gongkai("server", "list", "--db", district.address(OWNER)).out


def test_a_logins_name_is_no_password(district: District) -> None:
    assert refused_password(district, "caizhengju", "CaiZhengJu").startswith(
        "错误：口令不能就是登录名，没有开通"
    )


def refused_password(district: District, login: str, password: str) -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "gongkai",
            "server",
            "add-unit",
            "区财政局",
            "--login",
            login,
            "--password-stdin",
        ],
        input=password + "\n",
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"GONGKAI_DB": district.address(OWNER)},
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    return done.stderr


@pytest.mark.parametrize(
    ("address", "env", "how"),
    [
        ("postgresql://sfj@10.0.0.5/gongkai", {}, "require"),
        ("postgresql://sfj@db.example/gongkai", {}, "require"),
        ("postgresql://sfj@localhost,10.0.0.5/gongkai", {}, "require"),
        ("postgresql://sfj@localhost/gongkai?hostaddr=10.0.0.5", {}, "require"),
        ("postgresql:///gongkai", {"PGHOST": "10.0.0.5"}, "require"),
        ("postgresql://sfj@localhost./gongkai", {}, "require"),
        ("postgresql://sfj@127.0.0.1.example/gongkai", {}, "require"),
        ("postgresql:///gongkai?host=/var/run/postgresql,10.0.0.5", {}, "require"),
        ("postgresql://sfj@localhost/gongkai?hostaddr=127.0.0.1,10.0.0.5", {}, "require"),
        ("postgresql://sfj@localhost/gongkai", {"PGHOSTADDR": "10.0.0.5"}, "require"),
        ("postgresql:///gongkai", {"PGHOST": "localhost,10.0.0.5"}, "require"),
        ("postgresql://sfj@10.0.0.5/gongkai?sslmode=", {}, "require"),
        ("postgresql://sfj@10.0.0.5/gongkai?sslmode=verify-full", {}, "verify-full"),
        ("postgresql://sfj@10.0.0.5/gongkai?sslmode=disable", {}, "disable"),
        ("postgresql://sfj@10.0.0.5/gongkai", {"PGSSLMODE": "disable"}, None),
        ("postgresql:///gongkai", {}, None),
        ("postgresql://sfj@localhost/gongkai", {}, None),
        ("postgresql://sfj@127.0.0.1:5433/gongkai", {}, None),
        ("postgresql://sfj@[::1]/gongkai", {}, None),
        ("postgresql:///gongkai?host=/var/run/postgresql", {}, None),
    ],
)
def test_the_line_is_secured_unless_it_is_said_otherwise(
    monkeypatch: pytest.MonkeyPatch, address: str, env: dict[str, str], how: str | None
) -> None:
    from gongkai.store.engine.postgres_address import parameters

    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert parameters(address).get("sslmode") == how


@pytest.fixture
def outside() -> Iterator[tuple[str, int, list[bytes]]]:
    """A server on an address that isn't local, which offers no encryption; what it is sent beside the question for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this computer has no address but the loopback")
        address = probe.getsockname()[0]
    if address.startswith("127."):
        pytest.skip("this computer has no address but the loopback")
    sent: list[bytes] = []
    listener = socket.create_server((address, 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(8)
                    connection.sendall(b"N")
                    sent.append(connection.recv(1024))

    threading.Thread(target=serve, daemon=True).start()
    yield address, listener.getsockname()[1], sent
    listener.close()


@pytest.mark.sqlite
def test_nothing_is_told_to_a_server_without_encryption(
    gongkai: Gongkai, outside: tuple[str, int, list[bytes]]
) -> None:
    address, port, sent = outside
    done = gongkai("tasks", "-u", "区司法局", "--db", f"postgresql://sfj@{address}:{port}/gongkai")
    assert (
        done.status == 1 and "建立不了加密连接：服务器没有开通" in done.err and "sslmode=disable" in done.err
    )
    assert b"".join(sent) == b""


@pytest.mark.sqlite
@pytest.mark.parametrize("way", ["PGSERVICE", "address", "address beside another", "settings"])
def test_nothing_is_told_to_a_service_without_encryption(
    gongkai: Gongkai,
    outside: tuple[str, int, list[bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    """Neither a name nor a password, which a server may ask for in clear."""
    services = tmp_path / "services"
    services.write_text(
        f"[zwgk]\nhost={outside[0]}\nport={outside[1]}\ndbname=g\nuser=geheim\npassword=geheim\n[other]\nhost=localhost\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    address = "postgresql:///?service=zwgk"
    if way == "PGSERVICE":
        monkeypatch.setenv("PGSERVICE", "zwgk")
        address = "postgresql:///g"
    elif way == "address beside another":
        monkeypatch.setenv("PGSERVICE", "other")
    if way == "settings":
        assert gongkai("config", "set", "database", address).status == 0
        monkeypatch.delenv("GONGKAI_DB", raising=False)
    done = gongkai("tasks", "-u", "区司法局", *(() if way == "settings" else ("--db", address)))
    assert done.status == 1 and "建立不了加密连接：服务器没有开通" in done.err, done.err
    assert b"".join(outside[2]) == b""


def test_a_service_leads_nowhere_unsecured_unless_it_says_so(
    outside: tuple[str, int, list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a service leads is known only when libpq has read it."""
    from databases import start_server

    from gongkai.base.problems import StoreError
    from gongkai.store.engine.postgres import PostgresStore

    server = start_server("listen_addresses=*")
    try:
        (server.data / "pg_hba.conf").write_text("local all all trust\nhost all all all trust\n")
        server.sql("SELECT pg_reload_conf()")
        services = tmp_path / "services"
        monkeypatch.setenv("PGSERVICEFILE", str(services))
        service = f"[zwgk]\nhost={outside[0]}\nport={server.port}\ndbname=postgres\nuser=postgres\n"
        services.write_text(service)
        with pytest.raises(StoreError, match="建立不了加密连接"):
            PostgresStore("postgresql:///?service=zwgk", checked=False)
        services.write_text(service + "sslmode=disable\n")
        PostgresStore("postgresql:///?service=zwgk", checked=False).close()
        services.write_text(service.replace(outside[0], "127.0.0.1"))
        PostgresStore("postgresql:///?service=zwgk", checked=False).close()
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
