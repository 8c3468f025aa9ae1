#!/usr/bin/env bash
# Score a list every night: say what is wrong with it, score all of it, let somebody look
# where too much was rejected. In the project's folder, after `make demo` or the tutorial:
#
#     examples/score_from_the_shell.sh [MODEL [PANELS [FOLDER]]]
set -euo pipefail
model=${1:-models:/synthetic-thyroid@candidate}
panels=${2:-data/example_panels.csv}
folder=${3:-runs/tonight}

mkdir -p "$folder"
nhml check "$panels" -o "$folder/problems.csv" >"$folder/check.txt" ||
    echo "some panels will be rejected: send $folder/problems.csv to the laboratory"
nhml alerts "$panels" --no-undecided -o "$folder/alerts.csv"
code=0
nhml score "$model" "$panels" -o "$folder/scores.csv" --explain 5 || code=$?
case $code in
0) echo "scored: $folder/scores.csv" ;;
3) echo "scored, and too many rejected: look at $folder/check.txt" ;;
*) exit "$code" ;;
esac
