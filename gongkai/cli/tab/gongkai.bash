_gongkai() {
    local -a answer
    mapfile -t answer < <(
        _GONGKAI_COMPLETE=bash COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_TYPE=$COMP_TYPE COMP_WORD=$2 COLUMNS=$COLUMNS \
            "${1/#\~\//$HOME/}" 2>/dev/null
    )
    COMPREPLY=("${answer[@]:1}")
    if [[ ${answer[0]} == files ]]; then
        compopt -o default
    elif [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[' ()<>&;|$`"'\'\\*?[]* ]]; then
        compopt -o filenames # quotes what needs it
    fi
}

# Before 4.4 bash sorts by itself.
complete -o nosort -F _gongkai gongkai 2>/dev/null || complete -F _gongkai gongkai
