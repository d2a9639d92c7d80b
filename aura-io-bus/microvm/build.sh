#!/usr/bin/env bash
# Makes the kernel and the initial root of the microvm tier from Debian's packages: build.sh FOLDER
# Takes a minute and 80 MB of download; needs apt-get and dpkg-deb, but no root.
set -euo pipefail

[ $# = 1 ] || { echo "Usage: build.sh FOLDER" >&2; exit 2; }
[ "$(uname -m)" = x86_64 ] || { echo "microvm: $(uname -m) (expected: x86_64)" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
target=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Not the kernel for clouds: that one has no 9p.
kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\).*/\1/p' | head -n 1)
[ -n "$kernel" ] || { echo "microvm: no linux-image-amd64 here (expected: Debian)" >&2; exit 1; }
apt-get download -qq "$kernel" busybox-static >&2
for package in ./*.deb; do dpkg-deb -x "$package" tree; done

# In the order in which they need each other.
mkdir -p root/bin root/dev root/proc root/sys root/new root/modules
for module in virtio_ring virtio virtio_mmio rng-core virtio-rng virtio_console netfs fscache 9pnet 9pnet_virtio 9p; do
  file=$(find tree -name "$module.ko*" | head -n 1)
  [ -n "$file" ] || continue # built in
  case $file in
    *.xz) xz -dc "$file" >"root/modules/$module.ko" ;;
    *) cp "$file" "root/modules/$module.ko" ;;
  esac
  echo "$module" >>root/modules/order
done
cp "$(find tree -path "*bin/busybox" -type f | head -n 1)" root/bin/busybox
cp "$here/init" root/init
chmod 755 root/init root/bin/busybox
(cd root && find . | "$work/root/bin/busybox" cpio -o -H newc) 2>/dev/null | gzip >"$target/initrd.new"
cp tree/boot/vmlinuz-* "$target/vmlinuz.new"
# Programs of another user than the one who made this read them.
chmod 644 "$target/initrd.new" "$target/vmlinuz.new"
mv "$target/initrd.new" "$target/initrd"
mv "$target/vmlinuz.new" "$target/vmlinuz"
