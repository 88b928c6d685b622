"""The plan: its models, its YAML file, the checks that its two sides agree, and its compilation into rows."""
