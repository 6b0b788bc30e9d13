#!/bin/sh
# What a Debian 12 machine, container or chroot needs to serve the dashboard that lies in /opt/dsi-geo. As root.
# WITHOUT_BROWSER=1 leaves out Chromium: charts and maps then leave the page as PNG and SVG from the browser only.
set -eu
home=/opt/dsi-geo
export DEBIAN_FRONTEND=noninteractive

apt-get update
# The image that this starts from is as old as its digest.
apt-get upgrade --yes
apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv
if [ -z "${WITHOUT_BROWSER:-}" ]; then
    # Fonts for names in any script; Chromium draws pictures of charts with them.
    apt-get install --yes --no-install-recommends chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji
fi
rm -rf /var/lib/apt/lists/*

# May read the program and the data, and write nothing but its own home, /tmp and the folder of verdicts.
id dsi-geo >/dev/null 2>&1 || useradd --system --create-home --shell /usr/sbin/nologin dsi-geo
mkdir -p /data /var/lib/dsi-geo
chown dsi-geo /var/lib/dsi-geo

python3 -m venv "$home/.venv"
"$home/.venv/bin/python" -m pip install --no-cache-dir --require-hashes --requirement "$home/requirements.txt"
"$home/.venv/bin/python" -m compileall -q "$home/dsi_geo" "$home/pages" "$home/dashboard.py"
