"""``python -m nhml`` is the ``nhml`` command."""

from nhml.cli.main import main

if __name__ == "__main__":
    main()
