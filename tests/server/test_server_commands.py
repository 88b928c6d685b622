"""`gongkai server` and everyday commands as a unit, the office and a reader use them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import ROOT, Gongkai, Ran
from databases import OFFICE, OWNER, READER, District, Server

from gongkai.store.engine import postgres_errors
from gongkai.store.engine.opening import address_of

FIGURES = ("report", "--as-of", "2019-07-18", "--format", "json")


def use(monkeypatch: pytest.MonkeyPatch, district: District, login: str) -> None:
    monkeypatch.setenv("GONGKAI_DB", district.address(login))


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """The owner's address of a database in which nobody has been yet."""
    server.sql("CREATE ROLE other_admin LOGIN CREATEROLE", "CREATE DATABASE other OWNER other_admin")
    yield server.address("other", "other_admin")
    server.sql(
        "DROP DATABASE other WITH (FORCE)",
        *(
            "DROP ROLE IF EXISTS other_office, other_unit, other_reader, other_2_office, other_2_unit, other_2_reader",
        ),
        "DROP ROLE IF EXISTS sj, other_admin",
    )


def test_init_makes_a_record_and_may_be_repeated(gongkai: Gongkai, empty: str, server: Server) -> None:
    before = gongkai("tasks", "-u", "区司法局", "--db", empty)
    assert before.status == 1
    assert "请管理员先运行 gongkai server init" in before.err
    first = gongkai("server", "init", "--db", empty)
    assert first.status == 0
    assert first.err.startswith("注意：谁都还能在数据库里存大对象、占咨询锁") and first.err.count("\n") == 1
    assert "已建立记录" in first.out and "《2019年临淄区政务公开工作方案》" in first.out
    again = gongkai("server", "init", "--db", empty)
    assert again.status == 0 and "记录已是最新" in again.out
    assert gongkai("units", "--format", "json", "--db", empty).json
    by_superuser = gongkai("server", "init", "--db", server.address("other", "postgres"))
    assert (by_superuser.status, by_superuser.err) == (0, "")
    assert gongkai("server", "init", "--db", empty).err == ""  # taken back for good


def test_init_leaves_what_is_not_ours(gongkai: Gongkai, empty: str, server: Server) -> None:
    server.sql(
        "CREATE SCHEMA gongkai AUTHORIZATION other_admin",
        "CREATE TABLE gongkai.own (a int)",
        database="other",
    )
    done = gongkai("server", "init", "--db", empty)
    assert done.status == 1 and "已有别的程序的 gongkai 架构" in done.err


def test_group_roles_of_an_earlier_database_give_no_rights(
    gongkai: Gongkai, empty: str, server: Server
) -> None:
    """Roles outlive their database: another record of the same name gets groups of its own."""
    server.sql("CREATE ROLE other_office NOLOGIN", "CREATE ROLE sj LOGIN IN ROLE other_office")
    assert gongkai("server", "init", "--db", empty).status == 0
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        server.connect("other", "sj")


def test_init_without_the_right_to_make_roles(gongkai: Gongkai, empty: str, server: Server) -> None:
    server.sql("ALTER ROLE other_admin NOCREATEROLE")
    done = gongkai("server", "init", "--db", empty)
    assert done.status == 1 and "无权" in done.err and "\n" not in done.err.strip()
    server.sql("ALTER ROLE other_admin CREATEROLE")
    assert "已建立记录" in gongkai("server", "init", "--db", empty).out, (
        "nothing of the first attempt was left"
    )


def test_logins_are_added_listed_and_removed(gongkai: Gongkai, district: District) -> None:
    owner = ("--db", district.address(OWNER))
    assert (
        "已为区财政局开通登录名 czj" in gongkai("server", "add-unit", "财政局", "--login", "czj", *owner).out
    )
    listed = gongkai("server", "list", "--format", "json", *owner).json
    assert {(row["login"], row["role"], row["unit"]) for row in listed} == {
        ("czj", "unit", "区财政局"),
        ("sfj", "unit", "区司法局"),
        ("slj", "unit", "区水利局"),
        (OFFICE, "office", ""),
        (READER, "reader", ""),
    }
    assert "区财政局" in gongkai("server", "list", *owner).out
    twice = gongkai("server", "add-reader", "--login", "czj", *owner)
    assert twice.status == 1 and "已经开通" in twice.err
    assert gongkai("server", "remove", "czj", *owner).status == 0
    gone = gongkai("server", "remove", "czj", *owner)
    assert gone.status == 1 and "没有开通登录名 czj" in gone.err
    assert gongkai("tasks", "--db", district.address("czj")).status == 1


@pytest.mark.parametrize("name", ["pg_evil", " x", "字" * 22])
def test_names_that_are_no_logins(gongkai: Gongkai, district: District, name: str) -> None:
    done = gongkai("server", "add-office", "--login", name, "--db", district.address(OWNER))
    assert done.status == 1 and "不能作登录名" in done.err


def test_a_name_with_quotes_is_a_name(gongkai: Gongkai, district: District) -> None:
    owner = ("--db", district.address(OWNER))
    name = """a"b'; DROP TABLE gongkai.filing; --"""
    assert gongkai("server", "add-unit", "区财政局", "--login", name, *owner).status == 0
    assert name in [row["login"] for row in gongkai("server", "list", "--format", "json", *owner).json]
    assert gongkai("server", "remove", name, *owner).status == 0


def test_an_administrator_is_not_taken_over(gongkai: Gongkai, district: District) -> None:
    done = gongkai(
        "server", "add-unit", "区财政局", "--login", "postgres", "--existing", "--db", district.address(OWNER)
    )
    assert done.status == 1 and "不受单位之间的隔离约束" in done.err


@pytest.mark.parametrize(
    ("grant", "said"),
    [
        (f"GRANT {OWNER} TO czj", f"属于数据库的所有者 {OWNER}"),
        ("GRANT between TO czj", "属于服务器的角色 pg_read_all_data"),
        ("GRANT pg_read_server_files TO czj", "属于服务器的角色 pg_read_server_files"),
        ("GRANT pg_monitor TO czj", "属于服务器的角色 pg_monitor"),
        ("GRANT postgres TO czj", "属于有管理权限的角色 postgres"),
        ("ALTER ROLE between BYPASSRLS; GRANT between TO czj", "属于有管理权限的角色 between"),
        ("GRANT gongkai_template_office TO czj", "属于本记录的组 gongkai_template_office"),
        (f'GRANT "{OFFICE}" TO czj', "属于本记录的组 gongkai_template_office"),
        ("ALTER ROLE czj CREATEROLE", "有管理权限"),
    ],
)
def test_who_gets_past_the_walls_otherwise_is_not_taken_over(
    gongkai: Gongkai, district: District, grant: str, said: str
) -> None:
    owner = ("--db", district.address(OWNER))
    district.server.sql(
        "CREATE ROLE czj LOGIN", "CREATE ROLE between NOLOGIN", "GRANT pg_read_all_data TO between"
    )
    district.server.sql(grant)
    done = gongkai("server", "add-unit", "区财政局", "--login", "czj", "--existing", *owner)
    assert done.status == 1 and said in done.err and "不受单位之间的隔离约束" in done.err
    assert done.err.count("\n") == 1


def test_a_harmless_login_is_taken_over(gongkai: Gongkai, district: District) -> None:
    owner = ("--db", district.address(OWNER))
    district.server.sql(
        "CREATE ROLE czj LOGIN", "CREATE ROLE staff NOLOGIN", "GRANT staff, pg_read_all_settings TO czj"
    )
    assert gongkai("server", "add-unit", "区财政局", "--login", "czj", "--existing", *owner).status == 0
    done = gongkai("server", "remove", "czj", *owner)
    assert (done.status, done.err) == (0, "") and "它已不能进入本记录" in done.out
    assert gongkai("tasks", "--db", district.address("czj")).status == 1


def test_removing_says_who_still_gets_in(gongkai: Gongkai, district: District) -> None:
    owner = ("--db", district.address(OWNER))
    assert gongkai("server", "add-unit", "区财政局", "--login", "czj", *owner).status == 0
    district.server.sql(f"GRANT {OWNER} TO czj")
    done = gongkai("server", "remove", "czj", *owner)
    assert done.status == 0 and "不能进入" not in done.out + done.err
    assert f"czj 属于数据库的所有者 {OWNER}，凭此仍能进入本记录" in done.err
    with district.connect("czj") as czj:
        assert czj.execute("SELECT gongkai.own_role()").fetchone() == ("owner",)


def test_a_login_that_another_record_uses_is_not_dropped(
    gongkai: Gongkai, district: District, empty: str
) -> None:
    owner = ("--db", district.address(OWNER))
    assert gongkai("server", "add-unit", "区财政局", "--login", "czj", *owner).status == 0
    assert gongkai("server", "init", "--db", empty).status == 0
    done = gongkai("server", "add-unit", "区财政局", "--login", "czj", "--existing", "--db", empty)
    assert done.status == 0, done.err
    removed = gongkai("server", "remove", "czj", *owner)
    assert removed.status == 0 and "别的数据库还在用这个登录名，所以没有删除" in removed.out
    assert gongkai("tasks", "--db", district.address("czj")).status == 1
    other = district.server.address("other", "czj")
    assert gongkai("tasks", "--db", other).status == 0, "it goes on there"
    assert gongkai("server", "remove", "czj", "--db", empty).status == 0


def test_who_may_not_set_up_is_told_what_is_lacking(gongkai: Gongkai, district: District, empty: str) -> None:
    done = gongkai("server", "init", "--db", district.address("sfj"))
    assert done.status == 1 and f"请用数据库所有者的登录名（{OWNER}）" in done.err
    assert "管理员）无权" not in done.err
    district.server.sql("ALTER ROLE other_admin NOCREATEROLE")
    for command in (("init",), ("add-unit", "区财政局", "--login", "czj")):
        done = gongkai("server", *command, "--db", empty)
        assert done.status == 1 and 'ALTER ROLE "other_admin" CREATEROLE' in done.err
        district.server.sql("ALTER ROLE other_admin CREATEROLE")
        assert gongkai("server", "init", "--db", empty).status == 0
        district.server.sql("ALTER ROLE other_admin NOCREATEROLE")


def test_the_address_for_a_login_can_be_used(gongkai: Gongkai, district: District) -> None:
    owner = ("--db", district.address(OWNER))
    for login in ("a@b", "a:b/c?d%", "王五"):
        done = gongkai("server", "add-unit", "区财政局", "--login", login, *owner)
        address = done.out.rpartition("GONGKAI_DB=")[2].strip()
        assert gongkai("tasks", "--db", address).status == 0, address
        assert gongkai("server", "remove", login, *owner).status == 0


@pytest.mark.parametrize("login", ["sfj", OFFICE, READER])
def test_only_the_owner_lets_anybody_in(gongkai: Gongkai, district: District, login: str) -> None:
    done = gongkai("server", "add-office", "--login", "me", "--db", district.address(login))
    assert done.status != 0 and "所有者" in done.err
    assert gongkai("server", "remove", "sfj", "--db", district.address(login)).status != 0


@pytest.mark.sqlite
def test_server_commands_need_a_server(gongkai: Gongkai) -> None:
    for command in (("init",), ("list",), ("remove", "x"), ("add-office", "--login", "x")):
        done = gongkai("server", *command)
        assert done.status == 2 and "postgresql://" in done.err


def test_a_unit_works_on_its_own_rows(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, district, "sfj")
    own = gongkai("tasks", "--format", "json").json
    assert {task["id"] for task in own if task["basis"] == "named"} == {"12", "14", "21"}
    answer = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "12345")
    assert gongkai("fill", "-t", "14", "--on", "2019-07-18", *answer).status == 0
    assert gongkai("claim", "-t", "15", "--on", "2019-07-18").status == 0
    assert gongkai("undo", "-t", "15").status == 0
    report = gongkai(*FIGURES).json
    assert [unit["unit"] for unit in report["units"]] == ["区司法局"]
    assert report["completion"]["rows_filed"] == 1
    assert {row["unit"] for row in report["deadlines"]} == {"区司法局"}
    assert {line["actor"] for line in gongkai("log", "--format", "json").json} == {"sfj"}
    for command in (("tasks",), ("report",), ("log",), ("fill", "-t", "7", "--measure", "x"), ("show", "7")):
        other = gongkai(*command, "-u", "区水利局")
        assert other.status == 1 and "只能看和填区司法局的记录" in other.err


def test_the_wall_speaks_chinese(district: District) -> None:
    """Where the program itself doesn't notice, the server's refusal is one line too."""
    from gongkai.base.problems import StoreError
    from gongkai.store.changes import answers
    from gongkai.store.changes.journal import Author
    from gongkai.store.engine.postgres import PostgresStore

    store = PostgresStore(district.address("sfj"))
    plan = store.row("SELECT id FROM plan")
    assert plan
    with pytest.raises(StoreError, match="服务器不许：以 sfj 登录只能读写区司法局自己的记录，没有保存"):
        answers.file_answer(
            store, Author("slj", "1999"), plan["id"], "区水利局", "7", "2019-07-18", {"measure": "x"}
        )
    store.close()


def test_a_reader_has_the_offices_figures_and_no_contacts(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, district, "sfj")
    answer = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "13800000000")
    gongkai("fill", "-t", "12", "--on", "2019-07-18", "--measure", "公布")
    gongkai("fill", "-t", "14", "--on", "2019-07-18", *answer)
    use(monkeypatch, district, OFFICE)
    figures = gongkai(*FIGURES).json
    assert (figures["completion"]["rows_filed"], figures["completion"]["rows_incomplete"]) == (1, 1)
    use(monkeypatch, district, READER)
    assert gongkai(*FIGURES).json == figures
    for command in (
        ("tasks", "-u", "区司法局"),
        ("show", "14"),
        ("log", "--with-contacts"),
        ("report", "--explain"),
    ):
        seen = gongkai(*command, "--format", "json")
        assert seen.status == 0, seen.err
        assert "张" not in seen.out.replace("临淄", "") or "张三" not in seen.out
        assert "13800000000" not in seen.out
    refused = gongkai("fill", "-u", "区司法局", "-t", "21", "--measure", "x")
    assert refused.status == 1 and "（查看者）无权做这件事" in refused.err


@pytest.fixture
def other_plan(tmp_path: Path) -> Path:
    """The same plan with another title: what an office's correction looks like."""
    text = (ROOT / "data" / "tasks_2019.yaml").read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(text + "\n# corrected\n", encoding="utf-8")
    return path


def test_only_the_office_changes_the_plan(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch, other_plan: Path
) -> None:
    def digest() -> str:
        with district.connect("postgres") as connection:
            return str(connection.execute("SELECT digest FROM gongkai.plan").fetchone()[0])

    before = digest()
    for login in ("sfj", READER):
        use(monkeypatch, district, login)
        own = gongkai("tasks", "-u", "区司法局", "--plan", str(other_plan))
        assert own.status == 0 and "以服务器上的为准" in own.err
        assert digest() == before
        quiet = gongkai("tasks", "-u", "区司法局")
        assert (quiet.status, quiet.err) == (0, ""), "without a file named, the server's plan is the plan"
    use(monkeypatch, district, OFFICE)
    assert gongkai("tasks", "-u", "区司法局", "--plan", str(other_plan)).err == ""
    assert digest() != before


def test_an_upgrade_leaves_a_revised_plan_alone(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch, other_plan: Path
) -> None:
    def digest() -> str:
        with district.connect("postgres") as connection:
            return str(connection.execute("SELECT digest FROM gongkai.plan").fetchone()[0])

    use(monkeypatch, district, OFFICE)
    assert gongkai("units", "--plan", str(other_plan)).status == 0
    revised = digest()
    use(monkeypatch, district, OWNER)
    done = gongkai("server", "init")
    assert done.status == 0 and "没有改动" in done.out and "--plan 方案文件" in done.out
    assert digest() == revised
    done = gongkai("server", "init", "--plan", str(ROOT / "data" / "tasks_2019.yaml"))
    assert done.status == 0 and "已载入" in done.out
    assert digest() != revised


def test_nothing_is_set_up_in_a_half_copied_record(gongkai: Gongkai, district: District) -> None:
    with district.connect("postgres") as connection:
        connection.execute("UPDATE gongkai.about SET copying = 'begun'")
        connection.execute("ALTER TABLE gongkai.disclosure DROP CONSTRAINT ours_text_title")
    done = gongkai("server", "init", "--db", district.address(OWNER))
    assert done.status == 1 and "只复制了一部分" in done.err
    with district.connect("postgres") as connection:
        question = "SELECT count(*) FROM pg_constraint WHERE conname = 'ours_text_title'"
        assert connection.execute(question + " AND conrelid = 'gongkai.disclosure'::regclass").fetchone() == (
            0,
        )


def test_what_was_written_past_the_program_is_not_corrected_by_it(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district.connect("sfj") as own:
        own.execute(
            "INSERT INTO gongkai.disclosure (plan, unit, task, item, title, url, on_date) "
            "VALUES ('linzi-2019', '区司法局', '14', 4, '清单', '', '2019-07-30')"
        )
    use(monkeypatch, district, OFFICE)
    for change in (("--correct", "1", "--title", "新"), ("--withdraw", "1", "--on", "2019-08-01")):
        done = gongkai("publish", *change)
        assert done.status == 1 and "没有改动记录，不能更正或撤回" in done.err
    found = gongkai("server", "check")
    assert found.status == 3 and "不是本程序写的" not in found.out + found.err


def test_a_plan_the_server_does_not_have(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = (ROOT / "data" / "tasks_2019.yaml").read_text(encoding="utf-8")
    lines = ["  id: other-plan" if line.startswith("  id:") else line for line in text.splitlines()]
    path = tmp_path / "plan.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    use(monkeypatch, district, "sfj")
    done = gongkai("tasks", "--plan", str(path))
    assert done.status == 1 and "只有政务公开办能载入方案" in done.err


@pytest.mark.parametrize(
    ("past", "said"),
    [
        ("UPDATE gongkai.duty SET done_on = '2019-07-17'", "台账与记录不符，已按记录改正"),
        ("""SELECT gongkai.remove_own('holding', '{"task": "14"}')""", "台账与记录不符，已按记录改正"),
        (
            "INSERT INTO gongkai.claim (plan, unit, task, on_date) SELECT id, '区司法局', '15', '2019-07-01' FROM gongkai.plan",
            "的认领没有改动记录",
        ),
        (
            "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, after) SELECT at, actor, action, plan, "
            "unit, task, record, replace(after, '公布', '早已公布') FROM gongkai.journal",
            "条改动记录不是本程序写的，或与前面的对不上",
        ),
    ],
)
def test_what_a_unit_wrote_past_the_program_is_found(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch, past: str, said: str
) -> None:
    use(monkeypatch, district, "sfj")
    assert gongkai("fill", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单").status == 0
    refused = gongkai("server", "check")
    assert refused.status == 2 and "政务公开办的登录名" in refused.err
    use(monkeypatch, district, OFFICE)
    figures = gongkai(*FIGURES).json
    assert gongkai("server", "check").out == "√ 记录、改动记录、台账和方案都相符。\n"
    with district.connect("sfj") as sfj:
        sfj.execute(past)
    found = gongkai("server", "check")
    assert found.status == 3 and "区司法局" in found.out and said in found.out
    if "台账" in said:
        assert gongkai(*FIGURES).json == figures
        assert gongkai("server", "check").status == 0


OFFICES_COMMANDS = (
    ("log",),
    ("log", "--with-contacts"),
    ("log", "--format", "json"),
    ("log", "--format", "csv"),
    ("report", "--as-of", "2019-08-15"),
    ("report", "--explain", "--as-of", "2019-08-15"),
    ("records", "--as-of", "2019-12-31"),
    ("show", "14", "--as-of", "2019-08-15"),
    ("tasks", "-u", "区司法局", "--as-of", "2019-08-15"),
    ("remind", "--as-of", "2019-08-15"),
    ("fill", "-u", "区司法局", "-t", "14", "--measure", "另写", "--on", "2019-07-19"),
    ("undo", "-u", "区司法局", "-t", "14"),
    ("undo", "-u", "区司法局", "-t", "14"),
)


def test_lines_that_an_older_record_took_stop_no_command(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was written past the program before the server refused it: shown as what it is, and passed over."""
    use(monkeypatch, district, "sfj")
    assert gongkai("fill", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单").status == 0
    with district.connect("postgres") as connection:
        for table, name in connection.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conname LIKE 'ours_%'"
        ).fetchall():
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    line = (
        "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, after) "
        "SELECT '', '', {}, plan, unit, task, record, {} FROM gongkai.journal LIMIT 1"
    )
    with district.connect("sfj") as sfj:
        for after in ("'x13800000000'", "'[1]'", "NULL", "'{\"officer\": 5}'", "repeat('[', 90000)"):
            sfj.execute(line.format("'fill'", after))
        sfj.execute(line.format("'hack'", "'{}'"))
    use(monkeypatch, district, OFFICE)
    for command in (
        *OFFICES_COMMANDS,
        ("ledger", "-o", str(tmp_path / "台账.xlsx"), "--as-of", "2019-08-15"),
    ):
        done = gongkai(*command)
        assert done.status == 0, (command, done.err)
        assert "13800000000" not in done.out or "--with-contacts" in command
    assert gongkai("tasks", "-u", "区司法局", "--as-of", "2019-08-15").out.count("已填报 0 项") == 1
    last = gongkai("undo", "-u", "区司法局", "-t", "14")
    assert last.status == 1 and "没有可撤销的改动" in last.err
    assert "看不懂" in gongkai("log").out and "不是本程序写的" in gongkai("log").out
    owner = ("--db", district.address(OWNER))
    assert gongkai("server", "init", *owner).status == 0, "bad rows don't stop the upgrade"


# Passwords.


@pytest.fixture
def with_password(district: District, gongkai: Gongkai) -> Iterator[str]:
    """A login that has to say its password over TCP; its address without the password."""
    done = run(
        ("server", "add-unit", "区财政局", "--login", "czj", "--password-stdin"),
        {"GONGKAI_DB": district.address(OWNER)},
        "秘密s3cret\n",
    )
    assert done.status == 0, done.err
    yield f"postgresql://czj@127.0.0.1:{district.server.port}/{district.database}"
    gongkai("server", "remove", "czj", "--db", district.address(OWNER))


def run(arguments: tuple[str, ...], env: dict[str, str], text: str = "") -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | env,
        cwd=ROOT,
        check=False,
        start_new_session=True,  # no terminal to ask at
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_passwords_come_from_where_libpq_takes_them(with_password: str, tmp_path: Path) -> None:
    bare = run(("tasks",), {"GONGKAI_DB": with_password})
    assert bare.status == 1 and "要求口令" in bare.err and "PGPASSFILE" in bare.err
    wrong = run(("tasks",), {"GONGKAI_DB": with_password, "PGPASSWORD": "wrong-0815"})
    assert wrong.status == 1 and "不认这个用户名或口令" in wrong.err and "0815" not in wrong.err
    passfile = tmp_path / "pgpass"
    passfile.write_text("127.0.0.1:*:*:czj:秘密s3cret\n", encoding="utf-8")
    passfile.chmod(0o600)
    assert run(("tasks",), {"GONGKAI_DB": with_password, "PGPASSFILE": str(passfile)}).status == 0
    service = tmp_path / "services"
    host, name = with_password.rpartition("@")[2].split("/")
    host, port = host.split(":")
    service.write_text(f"[zwgk]\nhost={host}\nport={port}\ndbname={name}\nuser=czj\npassword=秘密s3cret\n")
    env = {"PGSERVICEFILE": str(service)}
    assert run(("tasks",), env | {"GONGKAI_DB": "postgresql:///?service=zwgk"}).status == 0
    assert run(("tasks",), env | {"GONGKAI_DB": "postgresql://", "PGSERVICE": "zwgk"}).status == 0


def test_a_password_is_asked_for_at_a_terminal(with_password: str) -> None:
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "gongkai", "tasks", "--unfiled"],
        env=os.environ | {"GONGKAI_DB": with_password},
        cwd=ROOT,
        encoding="utf-8",
        timeout=60,
    )
    child.expect("口令（.*czj@127.0.0.1.*）：")
    child.sendline("秘密s3cret")
    child.expect("区财政局")
    child.expect(pexpect.EOF)
    assert "s3cret" not in (child.before or "")


def test_setting_up_asks_for_the_password_once(district: District, with_password: str) -> None:
    pexpect = pytest.importorskip("pexpect")
    district.server.sql(f"ALTER ROLE {OWNER} PASSWORD 'own3r'")
    address = f"postgresql://{OWNER}@127.0.0.1:{district.server.port}/{district.database}"
    child = pexpect.spawn(
        sys.executable,
        ["-m", "gongkai", "server", "init"],
        env=os.environ | {"GONGKAI_DB": address},
        cwd=ROOT,
        encoding="utf-8",
        timeout=60,
    )
    child.expect("口令（.*）：")
    child.sendline("own3r")
    child.expect("已载入")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_no_password_at_the_prompt(with_password: str) -> None:
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "gongkai", "tasks"],
        env=os.environ | {"GONGKAI_DB": with_password},
        cwd=ROOT,
        encoding="utf-8",
        timeout=60,
    )
    child.expect("口令（.*）：")
    child.sendeof()
    child.expect("没有输入口令")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2 and "内部出错" not in (child.before or "")


def test_a_password_on_the_command_line_is_refused(gongkai: Gongkai, district: District) -> None:
    """The process list shows it to every user of the machine."""
    for address in (
        "postgresql://czj:s3cret@127.0.0.1/x",
        "postgresql://127.0.0.1/x?password=s3cret",
        "postgres://czj:s3@cret@127.0.0.1/x",
        "POSTGRES://czj:s3cret@127.0.0.1/x",
        "postgresql://czj:s3/cret@127.0.0.1/x",
        "postgresql://127.0.0.1/x?p%61ssword=s3cret",
    ):
        for command in (("tasks", "--db", address), ("--db", address, "tasks")):
            done = gongkai(*command)
            assert done.status == 2 and "口令不要写在命令行里" in done.err and "cret" not in done.err


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://czj:s3cret@127.0.0.1:1/x",
        "postgresql://czj:s3@cret@127.0.0.1:1/x",
        "postgresql://czj:s3cret@127.0.0.1:port/x",
        "postgresql://czj:s3cret@no-such-host.invalid/x",
        "postgresql://czj:s3cret@127.0.0.1:1/x?sslmode=perhaps",
        "postgresql://czj:s3cret@127.0.0.1:1/x?no_such_setting=1",
        "postgresql://127.0.0.1:1/x?password=s3cret",
        "postgresql://czj:s3/cret@127.0.0.1:1/x",
        "postgresql://czj:s3?cret@127.0.0.1:1/x",
        "postgresql://czj:s3cret",
        "postgresql://czj:730815cret/x",
        "Postgres://czj:s3cret@127.0.0.1:1/x",
    ],
)
@pytest.mark.sqlite
def test_no_error_repeats_a_password(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("GONGKAI_DB", address)
    done = gongkai("tasks", "-u", "区司法局")
    assert done.status == 1 and done.err.startswith("错误：") and "\n" not in done.err.strip()
    assert "cret" not in done.err + done.out


LOOKALIKES = [
    "host=127.0.0.1 user=sfj password=s3cret",
    "user = sfj password = s3cret",
    "dbname=x password=s3cret",
    "postgresql：//sfj:s3cret@127.0.0.1/x",
    "postgresql:／／sfj：s3cret＠127.0.0.1／x",
    "postgresql:/sfj:s3cret@127.0.0.1/x",
    "postgresql:sfj:s3cret@127.0.0.1",
    "mysql://sfj:s3cret@127.0.0.1/x",
    "postgresql//sfj:s3cret@127.0.0.1/x",
    "sfj:s3cret@127.0.0.1/x",
    "sfj：s3cret@127.0.0.1",
]


@pytest.mark.parametrize("address", LOOKALIKES)
@pytest.mark.sqlite
def test_what_looks_like_an_address_is_no_file(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    done = [
        gongkai("tasks", "-u", "区司法局", "--db", address),
        gongkai("server", "copy", address, "out.db"),
        gongkai("server", "copy", "in.db", address),
        gongkai("server", "list", "--db", address),
        gongkai("backup", "-o", address, "--db", "in.db"),
        gongkai("restore", address, "--db", "in.db"),
    ]
    monkeypatch.setenv("GONGKAI_DB", address)
    done += [gongkai("tasks", "-u", "区司法局"), gongkai(), gongkai("backup", "-o", "out.db")]
    for each in done:
        assert each.status == 2 and "postgresql://用户@主机" in each.err, each
        assert "cret" not in each.err + each.out
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "path",
    [
        "数据 2019.db",
        "a=b.db",
        "C:\\数据\\区@局.db",
        "./user/x.db",
        "D:/数据/x.db",
        "备份：一.db",
        "张三@区司法局.db",
    ],
)
def test_file_names_stay_file_names(path: str) -> None:
    assert address_of(path) == path


@pytest.mark.sqlite
def test_a_backup_is_a_file(gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = gongkai("backup", "-o", "postgresql://sfj@127.0.0.1/x")
    assert done.status == 2 and "备份要写到文件里" in done.err
    for command in (("backup", "-o"), ("restore",)):
        done = gongkai(*command, "postgresql://sfj:s3cret@127.0.0.1/x")
        assert done.status == 2 and "口令不要写在命令行里" in done.err and "cret" not in done.err
    assert not list(tmp_path.iterdir())


def test_the_scheme_may_be_in_capitals(gongkai: Gongkai, district: District) -> None:
    address = district.address("sfj").replace("postgresql://", "PostgreSQL://")
    assert gongkai("tasks", "--db", address).status == 0


def test_a_password_is_neither_sent_nor_logged(with_password: str, district: District) -> None:
    """The server logs every statement here; it only ever got the password's verifier."""
    log = district.server.log.read_text(encoding="utf-8")
    assert 'CREATE ROLE "czj" LOGIN PASSWORD \'SCRAM-SHA-256$' in log
    assert "s3cret" not in log
    with district.connect("postgres") as connection:
        everything = json.dumps(connection.execute("SELECT * FROM gongkai.journal").fetchall(), default=str)
    assert "s3cret" not in everything


def test_settings_of_libpq_pass_through(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, district: District
) -> None:
    """This server has no TLS: whoever requires it is told so, not let in without."""
    address = f"postgresql://sfj@127.0.0.1:{district.server.port}/{district.database}?sslmode=verify-full"
    monkeypatch.setenv("GONGKAI_DB", address)
    done = gongkai("tasks")
    assert done.status == 1 and "建立不了加密连接" in done.err


# What can be wrong with a connection, each told in one line.


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: f"postgresql://sfj@/{d.database}?host=/nowhere&port=1", "连不上服务器"),
        (lambda d: "postgresql://sfj@127.0.0.1:9/x", "连不上服务器"),
        (lambda d: d.server.address("no_such_database", "sfj"), "没有数据库"),
        (lambda d: d.server.address(d.database, "nobody_known"), "没有这个登录名"),
        (lambda d: d.server.address("postgres", "sfj"), "还没有建立记录"),
        (lambda d: "postgresql:///?service=no_such_service", "PGSERVICE"),
    ],
)
def test_what_is_wrong_with_a_connection(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch, change: object, said: str
) -> None:
    monkeypatch.setenv("GONGKAI_DB", change(district))  # type: ignore[operator]
    done = gongkai("tasks", "-u", "区司法局")
    assert done.status == 1 and said in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said", "passes"),
    [
        ("FATAL:  the database system is starting up", "正在启动", True),
        ("FATAL:  the database system is not yet accepting connections\nDETAIL:  Consistent recovery state has not been "
         "yet reached.", "正在启动", True),
        ('FATAL:  database "role" does not exist', "没有数据库", False),
        ('FATAL:  role "database" does not exist', "没有这个登录名", False),
    ],
)  # fmt: skip
def test_what_libpq_says_of_a_connection(words: str, said: str, passes: bool) -> None:
    error = psycopg.OperationalError(f'connection to server at "10.0.0.5", port 5432 failed: {words}')
    assert said in postgres_errors.unreachable(error, "postgresql://x@h/g")
    assert postgres_errors.may_pass(error) is passes


def test_the_driver_is_only_loaded_for_a_server() -> None:
    code = "import sys\nfrom gongkai.cli.main import gongkai\ngongkai(['units'], standalone_mode=False)\n"
    code += "assert 'psycopg' not in sys.modules and 'gongkai.store.engine.postgres' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
