#!/bin/sh
# Every step of the Containerfile without a container engine: a bare Debian in a folder (debootstrap), installed and
# served in a chroot by a user who is not root, with a data folder that cannot be written. Needs root, debootstrap
# and a network. A few minutes, about 2 GB below FOLDER (default: a temporary folder, deleted at the end).
#   TRY_COPY="/etc/pip.conf …"   files of this machine that its network needs: an own certificate, pip's settings
set -eu
here="$(cd "$(dirname "$0")/.." && pwd)"
folder="${FOLDER:-$(mktemp -d)}"
root="$folder/root"
port="${PORT:-8599}"
server=

finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    for place in data proc dev/null dev/urandom; do
        umount "$root/$place" 2>/dev/null || true
    done
    [ -n "${FOLDER:-}" ] || rm -rf --one-file-system "$folder"
}
trap finish EXIT

[ -x "$root/usr/bin/dpkg" ] || debootstrap --variant=minbase bookworm "$root"
printf 'deb http://deb.debian.org/debian bookworm main\ndeb http://deb.debian.org/debian-security bookworm-security main\n' \
    >"$root/etc/apt/sources.list"
for file in /etc/resolv.conf ${TRY_COPY:-}; do
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
done
mount -t proc proc "$root/proc"
for device in null urandom; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done

# COPY: what the Containerfile names.
mkdir -p "$root/opt/dsi-geo"
for part in $(sed -n 's/^COPY \(.*\) [^ ]*$/\1/p' "$here/Containerfile"); do
    cp -R "$here/$part" "$root/opt/dsi-geo/"
done

# RUN
chroot "$root" $(sed -n 's/^RUN //p' "$here/Containerfile")

# A database in a folder that nobody can write to.
mkdir -p "$folder/data"
printf 'id,name,city,country\n1,First,Berlin,DE\n' >"$folder/data/projects.csv"
mount --bind "$folder/data" "$root/data"
mount -o remount,ro,bind "$root/data"

# USER, ENTRYPOINT, HEALTHCHECK
user="$(sed -n 's/^USER //p' "$here/Containerfile")"
set -- chroot --userspec="$user" "$root" /usr/bin/env -i HOME="/home/$user" PATH=/usr/bin:/bin PORT="$port"
for place in /data /opt/dsi-geo /etc; do
    if "$@" /usr/bin/touch "$place/probe" 2>/dev/null; then
        echo "$user can write to $place" >&2
        exit 1
    fi
done
"$@" /opt/dsi-geo/deployment/serve.sh >"$folder/log" 2>&1 &
server=$!
for _ in $(seq 60); do
    if "$@" /opt/dsi-geo/deployment/health.sh 2>/dev/null; then
        echo "Serves as $user from a data folder that is read-only."
        exit 0
    fi
    sleep 1
done
cat "$folder/log" >&2
exit 1
