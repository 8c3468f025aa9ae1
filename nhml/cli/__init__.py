"""The ``nhml`` command: parse, call one function, print."""
