"""The commands: a file a command, named as it is typed (`gongkai plan draft` is plan_draft.py)."""
