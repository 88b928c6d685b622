@echo off
rem 离线安装 gongkai：找一个够新的 Python，其余由 install.py 做。
rem   install.bat [--to 文件夹]
chcp 936 >nul
setlocal
if not exist "%~dp0install.py" goto packed
set "PY="
for %%v in (3.13 3.14 3.12 3.11) do (
    if not defined PY (
        py -%%v -c "pass" >nul 2>nul
        if not errorlevel 1 set "PY=py -%%v"
    )
)
if not defined PY (
    python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
    if not errorlevel 1 set "PY=python"
)
if not defined PY goto missing
%PY% -B "%~dp0install.py" %*
set "STATUS=%errorlevel%"
goto end

:packed
echo 错误：请先把压缩包整个解压到一个文件夹，再双击解压出来的 install.bat。
echo （在压缩包里面双击，只能取出 install.bat 这一个文件。）
set "STATUS=1"
goto end

:missing
echo 错误：这台电脑上没有 Python 3.11 以上的版本。
echo 怎么办：
echo   一、在能上网的电脑上，从 Python 官方网站下载 Windows 64 位安装程序
echo       （版本 3.11 至 3.14 中的一种，文件名如 python-3.13.x-amd64.exe），
echo       用移动存储拷到这台电脑，双击，勾选 Add python.exe to PATH 后安装。
echo   二、装好以后，再双击 install.bat。
echo   自己不便安装的，请找本单位信息化管理人员。
set "STATUS=1"

:end
if not defined GONGKAI_NO_PAUSE pause
exit /b %STATUS%
