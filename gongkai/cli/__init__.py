"""The command line: the only floor that prints, leaves and reads the clock.

| where | what |
|---|---|
| `main` `groups` `commands/` | the program, how it finds a command, and a file a command, named as it is typed |
| `arrange/` `collect/` `config/` `fill/` `form/` `plan/` | what the command of that name needs more |
| `publish/` `remind/` `report/` `server/` `submit/` | the same |
| `checking` `claiming` `judging` `copying` `back_dated` `today` | what several need more; `gongkai` alone |
| `options` `value_types` `lookups` `typed_values` | options, what their values are and stand for, what holds for all |
| `workplace` `session` | where the records are and which plan; who asks, when, about what |
| `settings` `settings_text` `paths` | what stands for an option that isn't typed |
| `output` `listing` `saving` `recorded` | the ways out: lines, a listing in any form, a file, what was recorded |
| `help_pages` `mistakes` | help and click's complaints in Chinese |
| `terminal/` `tab/` `signals` | who sits there: questions, pager, progress; what TAB offers; being told to stop |
"""
