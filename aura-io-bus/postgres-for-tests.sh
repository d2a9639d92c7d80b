#!/usr/bin/env bash
# Puts a PostgreSQL with pgvector, from the distribution's packages, into a folder of its own: nothing is installed, nothing
# is started, root is not needed. Usage: postgres-for-tests.sh LINK; LINK then leads to that folder, usr/lib/postgresql/N/bin
# within it. A distribution without a package of pgvector gets it compiled from the source package of the next one. Where
# it cannot be had this fails, the reason on the last line, and there is no LINK.
set -euo pipefail

readonly LINK=${1:?}
mkdir -p "$(dirname "$LINK")"
rm -f "$LINK"

fail() { printf 'PostgreSQL for tests: %s\n' "$*" >&2; exit 1; }

for tool in apt-get apt-cache dpkg-deb flock; do
  command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing"
done
newest() { apt-cache depends postgresql 2>/dev/null | sed -n 's/^ *Depends: \(postgresql-[0-9]*\)$/\1/p'; }
package=$(newest)
if [ -z "$package" ] && [ "$(id -u)" = 0 ]; then
  # A machine that is new has no lists yet.
  apt-get -q update >&2 || true
  package=$(newest)
fi
[ -n "$package" ] || fail "apt knows no package postgresql"
release=${package#postgresql-}
version=$(apt-cache show --no-all-versions "$package" | sed -n 's/^Version: //p')
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/aura
folder=$cache/postgresql-${version//[^0-9A-Za-z.+-]/_}

mkdir -p "$cache"
exec 9>"$cache/postgresql.lock"
flock 9
if [ -d "$folder" ]; then
  ln -sfn "$folder" "$LINK"
  exit
fi
work=$(mktemp -d "$cache/unpacking.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
mkdir "$work/debs" "$work/root"

# What must be installed with a package on this machine, a name a line.
needed() {
  apt-get -o Debug::NoLocking=1 --no-install-recommends --print-uris -yqq install "$@" 2>/dev/null | sed -n "s/^'[^']*' \([^_ ]*\)_.*/\1/p"
}

unpack() {
  (cd "$work/debs" && printf '%s\n' "$@" | sort -u | xargs apt-get -q -o APT::Sandbox::User= download >&2) || return 1
  local deb
  for deb in "$work"/debs/*.deb; do
    dpkg-deb -x "$deb" "$work/root"
    rm "$deb"
  done
}

# The same mirror as the machine's own, but for the suite; the machine's lists stay as they are.
next_source() {
  local apt mirror
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null \
    | sed -nE 's/^(URIs:|deb) +(https?:[^ ]*\/debian)\/?( .*|$)/\2/p' | head -n 1)
  [ -n "$mirror" ] || return 1
  mkdir -p "$work"/apt/{lists/partial,archives/partial,parts} "$work/source"
  echo "deb-src $mirror stable main" >"$work/apt/parts/next.list"
  apt=(apt-get -q -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$work/apt/parts" \
    -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt" -o "APT::Sandbox::User=" -o "Acquire::Languages=none")
  "${apt[@]}" update >&2
  (cd "$work/source" && "${apt[@]}" source --download-only pgvector >&2 && tar -xf ./*.orig.tar.* --strip-components=1)
}

compile() {
  local extension=$work/root/usr/share/postgresql/$release/extension number
  command -v gcc >/dev/null 2>&1 || return 1
  next_source && unpack "postgresql-server-dev-$release" || return 1
  number=$(sed -n "s/^default_version = '\(.*\)'/\1/p" "$work/source/vector.control")
  gcc -O2 -fPIC -shared -w -I"$work/root/usr/include/postgresql/$release/server" "$work"/source/src/*.c -lm \
    -o "$work/root/usr/lib/postgresql/$release/lib/vector.so" || return 1
  cp "$work/source/vector.control" "$extension/"
  cp "$work/source/sql/vector.sql" "$extension/vector--$number.sql"
}

# shellcheck disable=SC2046 # a list of words
unpack "$package" $(needed "$package") || fail "$package cannot be had"
if apt-cache show "$package-pgvector" >/dev/null 2>&1; then
  unpack "$package-pgvector" || fail "$package-pgvector cannot be had"
else
  compile || fail "there is no package $package-pgvector, and its source cannot be had or compiled"
fi
chmod -R a+rX "$work/root"
mv "$work/root" "$folder"
ln -sfn "$folder" "$LINK"
