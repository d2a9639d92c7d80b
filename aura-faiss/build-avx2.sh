#!/usr/bin/env bash
# Builds FAISS for processors with AVX2, once per machine and version, from the source package of the installed
# libfaiss-dev: the distribution's own build uses no SIMD beyond SSE2 and is 2 to 28 times slower. Usage: build-avx2.sh LINK;
# LINK then leads to the folder with libfaiss.a. Where it cannot be built it fails, the reason on the last line, and there is
# no LINK: the distribution's build is all there is.
set -euo pipefail

# Changing a flag makes another folder of the cache.
readonly FLAGS=(-std=c++17 -O3 -DNDEBUG -DFINTEGER=int -fPIC -fopenmp -mavx2 -mfma -mf16c -mpopcnt -w)

readonly LINK=${1:?}
mkdir -p "$(dirname "$LINK")"
rm -f "$LINK"

fail() { printf 'FAISS with AVX2: %s\n' "$*" >&2; exit 1; }

[ "$(uname -sm)" = "Linux x86_64" ] || fail "$(uname -sm) (expected: Linux x86_64)"
for tool in g++ ar apt-get dpkg-query flock; do
  command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing"
done
version=$(dpkg-query -W -f '${source:Version}' libfaiss-dev 2>/dev/null) || fail "libfaiss-dev is not installed"
key=$(printf '%s ' "$version" "$(g++ -dumpfullversion)" "${FLAGS[@]}" | sha256sum | cut -c 1-12)
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/aura
folder=$cache/faiss-${version##*:}-avx2-$key

mkdir -p "$cache"
exec 9>"$cache/faiss-avx2.lock"
flock 9
if [ -s "$folder/libfaiss.a" ]; then
  ln -sfn "$folder" "$LINK"
  exit
fi
# Made aside and then renamed, so that what a killed build left is never taken for a whole one.
work=$(mktemp -d "$cache/building.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# Reads the package lists of sources without touching the machine's own, so neither root nor deb-src there is needed.
fetch_source() {
  mkdir -p "$work"/apt/{lists/partial,archives/partial,parts} "$work/source"
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ -r "$file" ] || continue
    sed -E 's/^Types:.*/Types: deb-src/; /^deb-src[[:space:]]/d; s/^deb[[:space:]]/deb-src /' "$file" >"$work/apt/parts/${file##*/}"
  done
  local apt=(apt-get -q -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$work/apt/parts" \
    -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt" -o "APT::Sandbox::User=" -o "Acquire::Languages=none")
  "${apt[@]}" update >&2 || true
  (cd "$work/source" && "${apt[@]}" source --download-only "faiss=$version" >&2) || fail "the source package $version cannot be had"
  local archive
  archive=$(find "$work/source" -name '*.orig.tar.*' ! -name '*.asc')
  [ "${archive##*.}" != xz ] || command -v xz >/dev/null 2>&1 || fail "xz is missing"
  tar -xf "$archive" -C "$work/source" --strip-components=1
}

# The largest files first, so that no processor waits for one of them at the end.
compile() (
  mkdir "$work/objects"
  cd "$work/source"
  find faiss -name '*.cpp' ! -path '*/gpu*' ! -path '*/python/*' ! -path '*/svs/*' -printf '%s\t%p\n' | sort -rn | cut -f 2 \
    | xargs -P "$(nproc)" -I '{}' bash -c "g++ ${FLAGS[*]} -I. -c {} -o '$work/objects/'\$(tr / _ <<<{}).o" >&2 \
    && ar rcs "$work/libfaiss.a" "$work"/objects/*.o
)

fetch_source
compile || fail "the source package $version does not compile"
mkdir "$work/built"
mv "$work/libfaiss.a" "$work/built/"
mv "$work/built" "$folder"
ln -sfn "$folder" "$LINK"
