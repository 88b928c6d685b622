"""The operating system's complaints, in Chinese."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘或文件夹是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "文件过大",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "是一个文件夹",
    errno.EEXIST: "已有同名文件",
    errno.EBUSY: "正被占用",
    errno.ENAMETOOLONG: "名称过长",
    errno.EIO: "磁盘读写出错",
    errno.ENOEXEC: "不是可以运行的程序",
    errno.EMFILE: "打开的文件过多",
    errno.ELOOP: "链接循环",
    errno.EINVAL: "系统不接受",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese where the reason is a usual one."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
