#!/bin/sh
# 离线安装 gongkai：找一个够新的 Python，其余由 install.py 做。
#   sh install.sh [--to 文件夹]
# 要用别处的 Python：GONGKAI_PYTHON=/opt/python3.13/bin/python3 sh install.sh
set -eu
here=$(dirname -- "$0")
if [ ! -f "$here/install.py" ]; then
    echo "错误：缺少文件 install.py。请先把压缩包整个解压，再运行解压出来的 install.sh" >&2
    exit 1
fi

for name in "${GONGKAI_PYTHON:-}" python3.13 python3.14 python3.12 python3.11 python3 python; do
    [ -n "$name" ] || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        trap '' INT # until install.py heeds Ctrl-C itself
        exec "$name" -B "$here/install.py" "$@"
    fi
done

found=$(python3 --version 2>/dev/null || echo "没有 Python")
cat >&2 <<TEXT
错误：需要 Python 3.11 以上，这台电脑上：$found。
怎么办：
  一、请本单位信息化管理人员安装 Python 3.11 至 3.14 中的一种（系统自带的 Python 不要动，装在旁边即可），再运行本程序；
  二、已经装在别处的，告诉本程序它在哪里，例如：
      GONGKAI_PYTHON=/opt/python3.13/bin/python3 sh install.sh
TEXT
exit 1
