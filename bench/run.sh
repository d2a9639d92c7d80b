#!/usr/bin/env bash
# Measures Aura side by side with what it is compared to: bench/run.sh [boot] [fs] [sandbox] [memory] [kernel]
set -euo pipefail
exec "$(dirname "$0")/../run.sh" bench "$@"
