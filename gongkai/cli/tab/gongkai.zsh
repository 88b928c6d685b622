#compdef gongkai

_gongkai() {
    local -a answer offered lines
    answer=("${(@f)$(
        _GONGKAI_COMPLETE=zsh COMP_LINE="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" COLUMNS=$COLUMNS \
            ${~words[1]} 2>/dev/null
    )}")
    [[ $PREFIX == -*=* ]] && compset -P 1 '*='
    if [[ $answer[1] == files ]]; then
        _files
        return
    fi
    local word line
    for word line in "${(@)answer[2,-1]}"; do
        offered+=("$word")
        lines+=("$line")
    done
    compadd -U -i "$IPREFIX" -V gongkai -d lines -a offered
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _gongkai "$@"
else
    compdef _gongkai gongkai
fi
