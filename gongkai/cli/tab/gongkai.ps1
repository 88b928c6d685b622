Register-ArgumentCompleter -Native -CommandName gongkai -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $ErrorActionPreference = 'SilentlyContinue'
    $program = $commandAst.GetCommandName()
    $end = $cursorPosition - $commandAst.Extent.StartOffset
    $env:_GONGKAI_COMPLETE = 'powershell'
    $env:COMP_LINE = $commandAst.Extent.Text.PadRight($end).Substring(0, $end)
    try {
        $answer = @(& $program 2>$null)
    } finally {
        Remove-Item Env:_GONGKAI_COMPLETE, Env:COMP_LINE
    }

    # Without any result PowerShell offers file names, quoted where they need it; after an empty one, nothing.
    if ($answer -contains 'files') { return }
    if ($answer.Count -lt 2) { return '' }
    $answer | Select-Object -Skip 1 | ConvertFrom-Json | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_.word, $_.line, 'ParameterValue', $_.tip)
    }
}
