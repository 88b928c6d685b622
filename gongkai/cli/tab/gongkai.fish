function __gongkai_words
    # Assignments may stand before the program: GONGKAI_DB=x.db gongkai.
    set -l words (string match -v -r '^[A-Za-z_]\w*=' -- (commandline -opc))
    set -l program (string replace -r '^~/' ~/ -- $words[1])
    set -g __gongkai_line (commandline -cp | string collect)
    set -l answer (env _GONGKAI_COMPLETE=fish COMP_LINE=$__gongkai_line $program 2>/dev/null)
    set -g __gongkai_kind $answer[1]
    set -e answer[1]
    string join \n -- $answer
end

function __gongkai_wants_files
    set -l line (commandline -cp | string collect)
    test "$line" = "$__gongkai_line"; or __gongkai_words >/dev/null
    test "$__gongkai_kind" = files
end

# The last one is asked first.
complete --command gongkai --force-files --condition __gongkai_wants_files
complete --command gongkai --no-files --keep-order --arguments '(__gongkai_words)'
