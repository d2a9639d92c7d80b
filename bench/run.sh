#!/usr/bin/env bash
# Measures Aura side by side with what it is compared to: bench/run.sh [boot] [fs] [sandbox] [memory] [kernel] [steps] [replay]
# What the configured model can do, by everyday tasks: bench/run.sh tasks [HOW_MANY]
# What the memory finds of a collection: bench/run.sh quality FOLDER, with docs.jsonl[.gz], queries.jsonl and qrels.tsv
# How quickly it finds vectors: bench/run.sh vectors FOLDER [--sizes 10k,100k,1m] [--embedded 50k] [--rivals 100k] [--bus 100k],
# with docs.jsonl[.gz] and queries.jsonl. Embeddings are made once and kept in target/bench; beyond --embedded vectors are
# mixtures of these. Graphs of Lucene and JVector take long to make: up to the size of --rivals. A bus is asked up to --bus.
set -euo pipefail
case ${1:-} in
  quality | vectors)
    if [ -d "${2:-}" ]; then
      set -- "$1" "$(cd "$2" && pwd)" "${@:3}"
    fi
    ;;
esac
exec "$(dirname "$0")/../run.sh" bench "$@"
