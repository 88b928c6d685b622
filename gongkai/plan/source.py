"""The plan file's bytes."""

from __future__ import annotations

import os

from gongkai.base.files import bytes_of
from gongkai.base.problems import PlanError
from gongkai.base.system import reason

MOST = 2 * 2**20  # bytes of a plan file; a year's plan of a district has a tenth of a megabyte


def read_plan_bytes(path: str, *, advice: str = "") -> bytes:
    """The bytes of a plan file; PlanError in Chinese where it can't be read, with `advice` where it isn't there."""
    try:
        return bytes_of(path, MOST)
    except FileNotFoundError:
        raise PlanError(f"找不到方案文件：{path}{advice}") from None
    except (IsADirectoryError, PermissionError) as error:
        if os.path.isdir(path):  # Windows says PermissionError
            raise PlanError(f"方案文件是一个文件夹：{path}，请给出其中的 .yaml 文件") from None
        raise PlanError(f"无权读取方案文件：{path}（{reason(error)}）") from None
    except OSError as error:
        raise PlanError(f"读不了方案文件：{path}（{reason(error)}）") from None
