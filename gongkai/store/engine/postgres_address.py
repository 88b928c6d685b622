"""Where a `postgresql://` address leads, whether that is secured, and this computer's own hour."""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gongkai.base.problems import StoreError

LAST_PORT = 65535


def parameters(address: str) -> dict[str, Any]:
    """What an address says, with our defaults. An error never repeats the address: there may be a password in it."""
    authority, _, path = address.partition("://")[2].partition("?")[0].partition("/")
    try:
        given: Mapping[str, Any] = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        given = {}
    ports = [port for port in str(given.get("port", "")).split(",") if port]
    if (
        (not given and authority)
        or authority.count("@") > 1
        or "@" in path  # a / in the password, which ends the host
        or not all(port.isdecimal() and int(port) <= LAST_PORT for port in ports)  # a password without a host
    ):
        raise StoreError(
            "数据库地址看不懂，应如 postgresql://用户@主机:5432/数据库；口令或名称里的 @ : / 要写成 %40 %3A %2F"
        )
    given = {name: value for name, value in given.items() if value}
    usual = _usual(given.get("service"))
    said = usual | given
    secured = is_local(said.get("hostaddr") or said.get("host") or "") or "sslmode" in said
    return {
        "connect_timeout": 10,
        "application_name": "gongkai",
        **({} if secured else {"sslmode": "require"}),
        **given,
        "client_encoding": "utf8",
    }


def _usual(service: str | None) -> dict[str, str]:
    """What libpq takes where an address doesn't say: from the service, of `service` or PGSERVICE, and the surroundings.
    A way to connect that nobody set isn't among it; nor, as libpq doesn't tell it from that, `prefer` in a service."""
    named = os.environ.get("PGSERVICE")
    try:
        if service:
            os.environ["PGSERVICE"] = service
        options = psycopg.pq.Conninfo.get_defaults()
    finally:
        if named is not None:
            os.environ["PGSERVICE"] = named
        else:
            os.environ.pop("PGSERVICE", None)
    usual = {option.keyword.decode(): option.val.decode() for option in options if option.val}
    if usual.get("sslmode") == "prefer" and not os.environ.get("PGSSLMODE"):
        del usual["sslmode"]
    return usual


def is_local(hosts: str) -> bool:
    """Whether all of these never leave the computer."""
    return all(map(_is_loopback, hosts.split(",")))


def _is_loopback(host: str) -> bool:
    if not host or host[0] in "/@" or host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def offset() -> str:
    """This computer's distance from UTC, as +08:00: in which the server writes its times for us."""
    minutes = time.localtime(0).tm_gmtoff // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
