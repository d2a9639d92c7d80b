#!/usr/bin/env bash
# Measures Aura side by side with what it is compared to: bench/run.sh [boot] [fs] [sandbox] [memory] [kernel]
set -euo pipefail
cd "$(dirname "$0")/.."
./run.sh setup
./mvnw -B -q -pl bench -am -DskipTests package >&2
java=${JAVA_HOME:-}/bin/java
for home in /usr/lib/jvm/*; do
  [ -x "$java" ] && "$java" -version 2>&1 | grep -qE 'version "(2[1-9]|[3-9][0-9])' && break
  java=$home/bin/java
done
exec "$java" --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -jar bench/target/aura-bench.jar "$@"
