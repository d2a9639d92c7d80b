#!/usr/bin/env bash
# Kills kernel, bus and both in every way while runs are under way, and prints what became of the runs.
# Usage: bench/kill-matrix.sh [--runs 1000] [--lanes 2] [--together 4]
# Lanes are servers side by side; so many runs are under way together when one is struck.
set -euo pipefail
RUNS=1000
LANES=2
TOGETHER=4
while [ $# -gt 0 ]; do
  case $1 in
    --runs) RUNS=$2 ;;
    --lanes) LANES=$2 ;;
    --together) TOGETHER=$2 ;;
    *) sed -n 3p "$0" >&2; exit 2 ;;
  esac
  shift 2
done
exec "$(dirname "${BASH_SOURCE[0]}")/../run.sh" test -q -pl aura-e2e -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=KillMatrixIT -Dfailsafe.failIfNoSpecifiedTests=false "-Daura.kills=$RUNS" "-Daura.kills.lanes=$LANES" "-Daura.kills.together=$TOGETHER"
