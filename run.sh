#!/usr/bin/env bash
# Aura's one door. `./run.sh --help` says what is behind it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly ROOT
readonly BUS_JAR=$ROOT/aura-io-bus/target/aura-io-bus.jar
readonly KERNEL_JAR=$ROOT/aura-kernel/target/aura-kernel.jar
readonly STATE=$ROOT/target
readonly LEAST_JDK=21

usage() {
  cat <<'EOT'
Usage: ./run.sh [--json] "task"   do the task, print the answer
       ./run.sh                   ask for tasks at a prompt
       ./run.sh serve             bus (8100) and kernel (8200) until stopped
       ./run.sh bus               the bus alone, for curl
       ./run.sh runs | show RUN | resume RUN
       ./run.sh test              every test
       ./run.sh setup             install and build, start nothing
Settings are environment variables or lines of .env; README.md lists them.
Exit status: 0 answered, 1 failed, 2 wrong usage or configuration, 3 a budget ran out, 130 interrupted.
EOT
}

# ---------------------------------------------------------------- words for the person

say() { printf 'aura: %s\n' "$*" >&2; }
fail() { say "$2"; exit "$1"; }

# Shows that a step goes on: a line that counts seconds on a terminal, one line elsewhere.
# progress PID WORDS
progress() {
  local start=$SECONDS
  if [ ! -t 2 ]; then
    say "$2"
    return
  fi
  while kill -0 "$1" 2>/dev/null; do
    printf '\raura: %s (%ds) ' "$2" $((SECONDS - start)) >&2
    sleep 0.2
  done
  printf '\r\033[K' >&2
}

# Runs a command quietly; shows the end of its log when it fails.
# quietly WORDS LOG COMMAND...
quietly() {
  local words=$1 log=$2 status=0
  shift 2
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 </dev/null &
  local pid=$!
  progress $pid "$words"
  wait $pid || status=$?
  [ "$status" = 0 ] && return
  tail -n 20 "$log" >&2
  say "$words: failed; the whole log is $log"
  return 1
}

# ---------------------------------------------------------------- settings

# Reads .env without running it; what is set already wins.
read_env_file() {
  [ -f "$ROOT/.env" ] || return 0
  local line name value
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in '' | '#'*) continue ;; esac
    line=${line#export }
    name=${line%%=*}
    value=${line#*=}
    if [ "$name" = "$line" ] || ! [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then
      fail 2 ".env: a line is not NAME=VALUE: ${line%%=*}"
    fi
    value=${value%$'\r'}
    case $value in
      \"*\") value=${value#\"} value=${value%\"} ;;
      \'*\') value=${value#\'} value=${value%\'} ;;
    esac
    [ -n "${!name:-}" ] || export "$name=$value"
  done <"$ROOT/.env"
}

absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$PWD" "$1" ;; esac; }

settings() {
  read_env_file
  AURA_HOME=$(absolute "${AURA_HOME:-$ROOT/.aura}")
  AURA_WORKSPACE=$(absolute "${AURA_WORKSPACE:-$ROOT/workspace}")
  export AURA_HOME AURA_WORKSPACE
  local name
  for name in AURA_BUS_PORT AURA_KERNEL_PORT; do
    if [ -n "${!name:-}" ] && ! { [[ ${!name} =~ ^[0-9]{1,5}$ ]] && [ "${!name}" -ge 1 ] && [ "${!name}" -le 65535 ]; }; then
      fail 2 "$name: ${!name} (expected: a port, 1 to 65535)"
    fi
  done
  mkdir -p "$AURA_WORKSPACE" || fail 2 "AURA_WORKSPACE: $AURA_WORKSPACE (expected: a folder that can be made)"
  if [ ! -d "$AURA_HOME" ]; then
    mkdir -p "$(dirname "$AURA_HOME")" && mkdir -m 700 "$AURA_HOME" 2>/dev/null || [ -d "$AURA_HOME" ] \
      || fail 2 "AURA_HOME: $AURA_HOME (expected: a folder that can be made)"
  fi
  mkdir -p "$AURA_HOME/logs" || fail 2 "AURA_HOME: $AURA_HOME (expected: a folder that can be written)"
}

# ---------------------------------------------------------------- what must be installed

jdk_version() { "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p;q'; }

# Sets JAVA_HOME to the newest JDK found.
find_jdk() {
  local home version best=0 found=""
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk*; do
    [ -x "$home/bin/javac" ] || continue
    version=$(jdk_version "$home")
    if [ "${version:-0}" -gt "$best" ]; then
      best=$version
      found=$home
    fi
  done
  [ "$best" -ge "$LEAST_JDK" ] || return 1
  JAVA_HOME=$found
  JDK=$best
  export JAVA_HOME
}

has_faiss() {
  local folder
  for folder in /usr/include /usr/local/include /opt/homebrew/include; do
    [ -e "$folder/faiss/Index.h" ] && return
  done
  return 1
}

# The packages of Debian and Ubuntu that are missing, a line each.
missing_packages() {
  find_jdk || apt_jdk
  command -v g++ >/dev/null 2>&1 || echo g++
  has_faiss || echo libfaiss-dev
  command -v bwrap >/dev/null 2>&1 || echo bubblewrap
  command -v curl >/dev/null 2>&1 || echo curl
  [ -x /usr/bin/python3 ] || echo python3-minimal
  command -v mvn >/dev/null 2>&1 || echo maven
}

# The newest JDK package that is new enough; the oldest such name when apt knows none.
apt_jdk() {
  local version
  for version in 25 24 23 22 21; do
    if apt-cache show "openjdk-$version-jdk-headless" >/dev/null 2>&1; then
      echo "openjdk-$version-jdk-headless"
      return
    fi
  done
  echo openjdk-21-jdk-headless
}

install_missing() {
  if [ "$(uname -s)" = Darwin ]; then
    if ! find_jdk || ! has_faiss || ! command -v mvn >/dev/null 2>&1; then
      fail 2 "something is missing; run: brew install openjdk faiss maven (the sandbox needs Linux: docker compose up)"
    fi
    return
  fi
  [ -n "$(missing_packages)" ] || { find_jdk; return; }
  command -v apt-get >/dev/null 2>&1 \
    || fail 2 "missing: $(missing_packages | tr '\n' ' ')(names of Debian's packages; install what your system calls them)"
  local sudo=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail 2 "as root, run: apt-get install $(missing_packages | tr '\n' ' ')"
    sudo="sudo"
    sudo -v || fail 2 "as root, run: apt-get install $(missing_packages | tr '\n' ' ')"
  fi
  quietly "reading the package lists" "$AURA_HOME/logs/apt.log" $sudo apt-get update || true
  local packages
  packages=$(missing_packages | tr '\n' ' ')
  # shellcheck disable=SC2086 # a list of words
  quietly "installing $packages" "$AURA_HOME/logs/apt.log" \
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages \
    || fail 2 "could not install: $packages(a JDK from $LEAST_JDK on may also come from elsewhere; set JAVA_HOME to it)"
  find_jdk || fail 2 "no JDK from $LEAST_JDK on was found (expected: JAVA_HOME or a folder in /usr/lib/jvm)"
}

# ---------------------------------------------------------------- building

stale() {
  [ -f "$STATE/built" ] && [ -f "$BUS_JAR" ] && [ -f "$KERNEL_JAR" ] || return 0
  [ "$(cat "$STATE/built")" = "$JDK" ] || return 0
  [ -n "$(find "$ROOT"/pom.xml "$ROOT"/aura-*/pom.xml "$ROOT"/aura-*/src -path '*/src/test' -prune -o -newer "$STATE/built" -print 2>/dev/null | head -n 1)" ]
}

# One build at a time, however many shells ask for one.
build() {
  stale || return 0
  mkdir -p "$STATE"
  while ! mkdir "$STATE/building" 2>/dev/null; do
    local holder
    holder=$(cat "$STATE/building/pid" 2>/dev/null || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -rf "$STATE/building"
    fi
    sleep 0.5
  done
  echo $$ >"$STATE/building/pid"
  local status=0
  if stale; then
    quietly "building (the first time this takes some minutes)" "$AURA_HOME/logs/build.log" \
      "$ROOT/mvnw" -B -q -f "$ROOT/pom.xml" -pl aura-io-bus,aura-kernel -am -DskipTests package || status=1
    [ "$status" = 0 ] && { train; echo "$JDK" >"$STATE/built"; }
  fi
  rm -rf "$STATE/building"
  [ "$status" = 0 ] || exit 1
}

# From JDK 25 on, records what both processes load, so that later starts take half the time.
train() {
  rm -f "$STATE"/*.aot
  [ "$JDK" -ge 25 ] || return 0
  quietly "preparing quick starts" "$AURA_HOME/logs/train.log" train_both || say "starts will be slower"
}

train_both() (
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  LC_ALL=C.UTF-8 AURA_HOME=$scratch/home AURA_WORKSPACE=$scratch/workspace AURA_BUS_PORT=0 AURA_BUS_PORT_FILE=$scratch/port AURA_BUS_TOKEN=training-only-0123456789 \
    "$JAVA_HOME/bin/java" "${BUS_FLAGS[@]}" -XX:AOTCacheOutput="$STATE/bus.aot" -jar "$BUS_JAR" &
  bus=$!
  for _ in $(seq 300); do
    [ -s "$scratch/port" ] && break
    kill -0 $bus || exit 1
    sleep 0.1
  done
  url=http://127.0.0.1:$(cat "$scratch/port")
  ask() { curl -sS -m 20 -o "$scratch/answer" -H "Authorization: Bearer training-only-0123456789" -H "Content-Type: application/json" "$@"; }
  ask "$url/actuator/health"
  ask "$url/fs/write" -d '{"path":"a.txt","content":"hello"}'
  ask "$url/fs/read?path=a.txt"
  ask "$url/sandbox/execute" -d '{"language":"bash","code":"echo hello"}'
  ask "$url/memory/add" -d '{"text":"hello"}'
  ask "$url/memory/query" -d '{"query":"hello"}'
  # The bus is no model: the run fails at its first call, with everything loaded that a run needs to get there.
  AURA_HOME=$scratch/home AURA_BUS_URL=$url OPENAI_BASE_URL=$url OPENAI_API_KEY=training-only-0123456789 AURA_MODEL=none AURA_BUS_TOKEN=training-only-0123456789 \
    "$JAVA_HOME/bin/java" "${KERNEL_FLAGS[@]}" -XX:AOTCacheOutput="$STATE/kernel.aot" -jar "$KERNEL_JAR" "train" || true
  kill $bus
  wait $bus || true
  [ -s "$STATE/bus.aot" ] && [ -s "$STATE/kernel.aot" ]
)

# ---------------------------------------------------------------- running

BUS_FLAGS=(--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -XX:+ExitOnOutOfMemoryError)
KERNEL_FLAGS=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)

# with_cache NAME: the option that uses a recorded start, when there is one.
with_cache() { if [ -s "$STATE/$1.aot" ]; then echo "-XX:AOTCache=$STATE/$1.aot"; else echo "-Xshare:auto"; fi; }

BUS_PID=""
BUS_LOG=""
KERNEL_PID=""

stop() {
  local pid=$1
  [ -n "$pid" ] && kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
}

cleanup() {
  trap '' INT TERM HUP
  stop "$KERNEL_PID"
  stop "$BUS_PID"
  [ -z "${PORT_FILE:-}" ] || rm -f "$PORT_FILE"
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# start_bus PORT: 0 is any free one. The bus is in a session of its own, so that Ctrl-C reaches the kernel alone. It ends
# with this shell, also when the shell is killed: it watches AURA_PARENT_PID.
start_bus() {
  local port=$1
  if [ "$port" != 0 ] && port_is_taken "$port"; then
    fail 2 "AURA_BUS_PORT: $port is taken (expected: a free port)"
  fi
  BUS_LOG=$AURA_HOME/logs/bus-$(date +%Y%m%d-%H%M%S)-$$.log
  PORT_FILE=$AURA_HOME/bus-$$.port
  rm -f "$PORT_FILE"
  local setsid=""
  ! command -v setsid >/dev/null 2>&1 || setsid=setsid
  LC_ALL=C.UTF-8 AURA_BUS_PORT=$port AURA_BUS_PORT_FILE=$PORT_FILE AURA_PARENT_PID=$$ $setsid \
    "$JAVA_HOME/bin/java" "$(with_cache bus)" "${BUS_FLAGS[@]}" "-Dorg.bytedeco.javacpp.cachedir=$AURA_HOME/native" \
    -jar "$BUS_JAR" >"$BUS_LOG" 2>&1 </dev/null &
  BUS_PID=$!
  wait_for_bus &
  local waiter=$!
  progress $waiter "booting the bus"
  wait $waiter || { tail -n 20 "$BUS_LOG" >&2; fail 1 "the bus did not come up; its log is $BUS_LOG"; }
  port=$(cat "$PORT_FILE")
  export AURA_BUS_URL=http://127.0.0.1:$port
  forget_old_logs
}

wait_for_bus() {
  for _ in $(seq 1200); do
    kill -0 "$BUS_PID" 2>/dev/null || return 1
    if [ -s "$PORT_FILE" ]; then
      curl -fsS -m 5 -o /dev/null "http://127.0.0.1:$(cat "$PORT_FILE")/actuator/health" 2>/dev/null && return 0
    fi
    sleep 0.05
  done
  return 1
}

forget_old_logs() {
  find "$AURA_HOME/logs" -name 'bus-*.log' -mtime +7 -delete 2>/dev/null || true
}

# Replaces the shell that calls it: call it in a subshell or in the background.
kernel() {
  AURA_PARENT_PID=$$ exec "$JAVA_HOME/bin/java" "$(with_cache kernel)" "${KERNEL_FLAGS[@]}" -jar "$KERNEL_JAR" "$@"
}

# Ends the kernel on Ctrl-C; a second one does not wait.
interrupt() {
  trap 'kill -9 $KERNEL_PID 2>/dev/null' INT
  INTERRUPTED=1
  [ -z "$KERNEL_PID" ] || kill "$KERNEL_PID" 2>/dev/null || true
}

# Waits for the kernel, also across signals; gives its exit status.
wait_for_kernel() {
  local status
  while :; do
    status=0
    wait "$KERNEL_PID" || status=$?
    kill -0 "$KERNEL_PID" 2>/dev/null || return $status
  done
}

# Runs the kernel on the terminal's own stdin. A shell handles signals only between foreground commands, so the kernel
# runs in the background and Ctrl-C is passed on.
run_task() {
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if [ -z "${AURA_BUS_URL:-}" ]; then
    start_bus "${AURA_BUS_PORT:-0}"
  fi
  local status=0 INTERRUPTED=""
  trap interrupt INT
  kernel "$@" <&0 &
  KERNEL_PID=$!
  wait_for_kernel || status=$?
  KERNEL_PID=""
  [ -z "$INTERRUPTED" ] || return 130
  case $status in
    0 | 1 | 2 | 3) ;;
    *)
      say "the kernel ended with status $status"
      status=1
      ;;
  esac
  if [ -n "$BUS_PID" ] && ! kill -0 "$BUS_PID" 2>/dev/null; then
    say "the bus ended before its time; its log is $BUS_LOG"
  elif [ "$status" = 1 ] && [ -n "$BUS_LOG" ]; then
    say "the bus's log is $BUS_LOG"
  fi
  return $status
}

serve() {
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  start_bus "${AURA_BUS_PORT:-8100}"
  say "bus on $AURA_BUS_URL, log $BUS_LOG"
  kernel serve &
  KERNEL_PID=$!
  while kill -0 "$BUS_PID" 2>/dev/null && kill -0 "$KERNEL_PID" 2>/dev/null; do sleep 0.5; done
  kill -0 "$BUS_PID" 2>/dev/null || fail 1 "the bus ended; its log is $BUS_LOG"
  local status=0
  wait "$KERNEL_PID" || status=$?
  exit "$status"
}

bus() {
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  start_bus "${AURA_BUS_PORT:-8100}"
  say "bus on $AURA_BUS_URL, token in $AURA_HOME/token, log $BUS_LOG"
  while kill -0 "$BUS_PID" 2>/dev/null; do sleep 0.5; done
  fail 1 "the bus ended; its log is $BUS_LOG"
}

prepare() {
  install_missing
  build
}

main() {
  case ${1:-} in
    -h | --help | help) usage; return ;;
  esac
  settings
  case ${1:-} in
    test)
      install_missing
      shift
      exec "$ROOT/mvnw" -B -f "$ROOT/pom.xml" verify "$@"
      ;;
    setup) prepare; say "ready" ;;
    serve) [ $# = 1 ] || fail 2 "serve takes no argument"; prepare; serve ;;
    bus) [ $# = 1 ] || fail 2 "bus takes no argument"; prepare; bus ;;
    runs | show | resume | --version) prepare; (kernel "$@") ;;
    *) prepare; run_task "$@" ;;
  esac
}

main "$@"
