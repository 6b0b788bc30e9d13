#!/bin/sh
# Serve the dashboard. Settings come from the environment; none is written into the image.
#   PORT, ADDRESS      where it listens (8501, 0.0.0.0)
#   PUBLIC_NAME        the name under which visitors reach it, without which their web sockets are refused
#   PUBLIC_PORT        and the port (443)
#   BASE_PATH          below which path of that name, if below one
#   DSI_GEO_*          see deployment/README.md
set -eu
cd "$(dirname "$0")/.."

# The data folder, if it holds a database and no other was named.
if [ -z "${DSI_GEO_DATABASE:-}" ] && [ -d /data ] && [ -n "$(ls -A /data)" ]; then
    export DSI_GEO_DATABASE=/data
fi
# The data are read-only: verdicts, and the database as it was cleaned, are kept elsewhere.
export DSI_GEO_VERDICTS="${DSI_GEO_VERDICTS:-/var/lib/dsi-geo}"
export DSI_GEO_CACHE="${DSI_GEO_CACHE:-/var/lib/dsi-geo/cleaned}"
# Uploads over the limit are refused by the server itself, too.
export STREAMLIT_SERVER_MAX_UPLOAD_SIZE="${DSI_GEO_UPLOAD_MB:-200}"

exec .venv/bin/python -m streamlit run dashboard.py \
    --server.address "${ADDRESS:-0.0.0.0}" --server.port "${PORT:-8501}" \
    --browser.serverAddress "${PUBLIC_NAME:-localhost}" --browser.serverPort "${PUBLIC_PORT:-443}" \
    --server.baseUrlPath "${BASE_PATH:-}"
