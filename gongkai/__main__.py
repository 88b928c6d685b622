"""The entry point, of `gongkai` and of `python -m gongkai`."""

import sys


def main() -> None:
    """Run the command line. Ctrl-C is quiet, while modules are still being imported too."""
    try:
        from gongkai.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
