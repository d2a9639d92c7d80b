#!/usr/bin/env bash
# Measures Aura side by side with what it is compared to: bench/run.sh [boot] [fs] [sandbox] [memory] [kernel]
# What the configured model can do, by everyday tasks: bench/run.sh tasks [HOW_MANY]
# What the memory finds of a collection: bench/run.sh quality FOLDER, with docs.jsonl[.gz], queries.jsonl and qrels.tsv
set -euo pipefail
if [ "${1:-}" = quality ] && [ -d "${2:-}" ]; then
  set -- quality "$(cd "$2" && pwd)"
fi
exec "$(dirname "$0")/../run.sh" bench "$@"
