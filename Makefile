# Run the dashboard, run the tests. `make help` lists the targets.

PORT     ?= 8501
HOST     ?= localhost
DATABASE ?=
ARGS     ?=
SECONDS  ?= 3600
SEED     ?=
EXAMPLES ?=

ENVIRONMENT := .venv
BIN         := $(ENVIRONMENT)/bin
PIP         := $(BIN)/python -m pip --disable-pip-version-check --no-input
PYTHONS      = $(or $(PYTHON),python3.11 python3 python3.12 python3.13 python)
UV          := 0.13.9
HAS_APT     := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
APT         := DEBIAN_FRONTEND=noninteractive apt-get --option DPkg::Lock::Timeout=300
APT_INSTALL := $(APT) update && $(APT) install --yes --no-install-recommends

# As written, without expansion: a password in a database's URL may hold a dollar sign.
ifneq ($(value DATABASE),)
export DSI_GEO_DATABASE := $(value DATABASE)
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test letters check docs fuzz bench wheel lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(ENVIRONMENT)/.run ## serve the dashboard; PORT=8501 HOST=localhost DATABASE=file, folder or URL
	$(BIN)/python -m dsi_geo serve --port $(PORT) --host $(HOST)

test: $(ENVIRONMENT)/.all ## set up all that the tests need, a Chromium included, and run them; ARGS="-k name" EXAMPLES=500
	$(BIN)/python tests/chromium.py
	@$(MAKE) --no-print-directory letters
	@ls /usr/lib/postgresql/*/lib/postgis-3.so >/dev/null 2>&1 || { $(HAS_APT) && $(APT_INSTALL) postgresql-postgis; } || \
	  echo "There is no PostGIS: the tests that read from one are skipped" >&2
	@{ command -v nginx && command -v caddy; } >/dev/null 2>&1 || { $(HAS_APT) && RUNLEVEL=1 && export RUNLEVEL && $(APT_INSTALL) nginx-light caddy; } || \
	  echo "There is no nginx or no Caddy: the tests behind them are skipped" >&2
	EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest --numprocesses 2 --junitxml=test-results/junit.xml $(ARGS)

# For names in Chinese, Japanese, Korean, Arabic, Hebrew and so on in pictures; only where that is easily done.
letters:
	@ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc >/dev/null 2>&1 || \
	  { $(HAS_APT) && $(APT_INSTALL) fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji; } || \
	  echo "There may be no letters for names in Chinese, Japanese and Korean: they are boxes in pictures" >&2

check: $(ENVIRONMENT)/.all ## lint, format, types
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy

docs: $(ENVIRONMENT)/.all ## build the documentation: docs/_build/html/index.html
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

fuzz: $(ENVIRONMENT)/.all ## look for files that are stumbled over; SECONDS=3600 SEED=1 ARGS="--jobs 4"
	$(BIN)/python -m tests.fuzzing --seconds $(SECONDS) $(if $(SEED),--seed $(SEED)) $(ARGS)

bench: $(ENVIRONMENT)/.all ## measure; ARGS="opening" runs bench/bench_opening.py alone
	$(BIN)/python tests/chromium.py
	$(BIN)/python -m bench $(ARGS)

wheel: $(ENVIRONMENT)/.all ## build dist/dsi_geo-….whl, which pip installs, and dist/dsi_geo-….tar.gz
	$(BIN)/python -m build --no-isolation
	rm -rf dsi_geo.egg-info

lock: $(ENVIRONMENT)/.python ## lock what pyproject.toml names, transitively; UPGRADE=1 takes the newest versions
	$(PIP) install --quiet uv==$(UV)
	$(LOCK) --extra postgis --output-file requirements.txt
	$(LOCK) --all-extras --constraint requirements.txt --output-file requirements-dev.txt

LOCK = $(BIN)/python -m uv pip compile pyproject.toml --quiet --universal --generate-hashes --fork-strategy fewest \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

clean: ## remove the environment, caches and results
	rm -rf $(ENVIRONMENT) .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results bench-results dist docs/_build docs/_generated
	find . -name __pycache__ -prune -exec rm -rf {} +

$(ENVIRONMENT)/.run: requirements.txt | $(ENVIRONMENT)/.python
	$(PIP) install --requirement requirements.txt
	@touch $@

$(ENVIRONMENT)/.all: requirements-dev.txt | $(ENVIRONMENT)/.python
	$(PIP) install --requirement requirements-dev.txt
	@touch $@ $(ENVIRONMENT)/.run

$(ENVIRONMENT)/.python:
	@set -e; \
	for python in $(PYTHONS) none; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; \
	done; \
	if [ "$$python" = none ]; then \
	  echo "DSI Geo needs Python 3.11 or newer and found none (tried: $(PYTHONS)); install one or name it: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  if $(HAS_APT); then \
	    $(APT_INSTALL) python3-venv; \
	  else \
	    echo "This Python cannot make environments; on Debian and Ubuntu: sudo apt-get install python3-venv" >&2; \
	    exit 1; \
	  fi; \
	fi; \
	echo "Creating $(ENVIRONMENT) with $$("$$python" --version)"; \
	"$$python" -m venv $(ENVIRONMENT); \
	touch $@
