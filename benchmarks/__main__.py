"""Every figure of benchmarks/README.md, about half an hour on two cores.

    nhml fetch nhanes --cycles 2007-2008,2009-2010,2013-2014
    make benchmarks [PEERS=/path/to/peers/bin/python]

PEERS is the Python of an environment that holds the peers; without it they are left out.
"""

import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks import peers, rules, seeds, sites

CONFIGS = ("configs/low_testosterone_panel.toml", "configs/low_testosterone_screen.toml")
BESIDE = (*CONFIGS, "configs/dysglycaemia.toml", "configs/thyroid_autoimmunity.toml")


def main() -> None:
    """Print figure after figure."""
    python = os.environ.get("PEERS")
    for config in CONFIGS:
        print(f"\n{config}: held-out people, five fold seeds")
        print(seeds.over_seeds(config, [1, 2, 3, 4, 5]).round(4).T.to_string())
    for config in BESIDE:
        if python:
            print(f"\n{config}: peers, the same people and folds of seed 1")
            with tempfile.TemporaryDirectory() as spare:
                matrix = str(Path(spare) / "matrix.parquet")
                peers.write(config, matrix)
                subprocess.run([python, peers.__file__, "fit", matrix], check=True)
    print("\na model moved to another cycle, and to other sampling units")
    print(sites.moved_in_time().to_string())
    print(sites.moved_in_place().to_string())
    print("\n100,000 panels of 60 analytes: every safety rule, and a model")
    print(rules.beside().round(2).to_string())


if __name__ == "__main__":
    main()
