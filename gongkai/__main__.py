"""The entry point, of `gongkai` and of `python -m gongkai`."""

import gc
import sys


def main() -> None:
    """Run the command line. Ctrl-C is quiet, while modules are still being imported too.

    A command is over before there is much to collect: looking for it while modules load and at the exit would take a
    seventh of a start.
    """
    gc.set_threshold(50_000)
    try:
        from gongkai.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
