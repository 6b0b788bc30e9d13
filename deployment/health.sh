#!/bin/sh
# Whether the server answers: exit status 0, else 1. Slim images have Python, but no curl.
exec "$(dirname "$0")/../.venv/bin/python" -c '
import os, sys, urllib.request

path = os.environ.get("BASE_PATH", "").strip("/")
url = "http://127.0.0.1:%s/%s_stcore/health" % (os.environ.get("PORT", "8501"), path and path + "/")
try:
    with urllib.request.urlopen(url, timeout=4) as answer:
        sys.exit(answer.status != 200)
except OSError as error:
    sys.exit(f"The server does not answer: {error}")
'
