# The whole developer interface. `make demo` and `make test` do all set-up they need.
# ARGS passes through: make test ARGS="-k check_in", make demo ARGS="--port 9000".

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
WORKERS ?= logical
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal
SCRATCH := HEADWAY_DATA_DIR=.cache/check HEADWAY_SECRET_KEY=none DJANGO_SETTINGS_MODULE=headway.settings
ASSETS := src/headway/web/static/vendor/htmx.min.js
SIDE_BY_SIDE := $(MAKE) --no-print-directory $(if $(filter output-sync,$(.FEATURES)),--output-sync) --jobs
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet

# Written bytecode saves every process after the first a second of compiling, pytest's workers four.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo serve dev browser prometheus office pango test coverage check format bench docs schema screenshots lock clean
.PHONY: check-types check-style check-imports check-schema check-tests
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

install: .venv/.installed $(ASSETS) ## Set up .venv with the locked packages, the assets and Headway itself

demo: install pango ## Serve a rich demo organisation on SQLite, ready to click
	@$(BIN)/headway demo $(ARGS)

serve: install ## Serve your own organisation
	@$(BIN)/headway serve $(ARGS)

test: ## Check, then run all tests on SQLite and the database's on PostgreSQL
	@$(SIDE_BY_SIDE) dev browser prometheus office
	@$(MAKE) --no-print-directory pango
	@$(if $(ARGS),,$(MAKE) --no-print-directory check)
	$(PYTEST) $(ARGS)
	HEADWAY_TEST_DB=postgres $(PYTEST) --only-database $(ARGS) $(if $(ARGS),|| [ $$? -eq 5 ])

coverage: dev browser prometheus office pango ## Run all tests on SQLite and print what they leave out
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $(WORKERS) $(ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: dev ## Lint, types, import contracts, migrations, Django's own checks
	@$(SIDE_BY_SIDE)=2 check-types check-style check-imports check-schema check-tests

# Most of the time goes into types, on one core; the others fit beside it.
check-types:
	$(SCRATCH) $(BIN)/mypy

check-style:
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check-imports:
	$(BIN)/lint-imports --no-logo

check-schema:
	$(SCRATCH) $(BIN)/python -m django makemigrations --check --dry-run
	$(SCRATCH) $(BIN)/python -m django check --fail-level WARNING

# Every test can be collected; and their bytecode is then written once, not by each worker.
check-tests:
	@mkdir -p .cache
	@$(BIN)/pytest --collect-only -qq >.cache/collected || { cat .cache/collected; exit 1; }

format: dev ## Put imports and layout in order
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

bench: dev ## Print the ratios of the performance budgets, measured side by side
	@$(BIN)/python -m benchmarks $(ARGS)

docs: dev ## Write the reference pages that are generated from the code
	@$(BIN)/python tools/docs.py
	@$(BIN)/python -m headway.cli.docs docs

schema: dev ## Write the tables that a new database starts from, as all migrations leave them
	@$(BIN)/python tools/schema.py

screenshots: dev browser ## Take the pictures of docs/screenshots from a running demo
	@$(BIN)/python tools/screenshots.py

lock: dev ## Renew the locks after pyproject.toml or package.json changed (ARGS=--upgrade: newest)
	$(COMPILE) pyproject.toml -o requirements/runtime.txt $(ARGS)
	$(COMPILE) --group build -o requirements/build.txt $(ARGS)
	$(COMPILE) pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt $(ARGS)
	npm install --package-lock-only

clean: ## Remove everything that can be made again (the data folder stays)
	rm -rf .venv .cache .*_cache .hypothesis .coverage* build dist node_modules $(dir $(ASSETS))
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

dev: .venv/.dev $(ASSETS)

browser:
	@tools/ensure_chromium.sh

prometheus:
	@tools/ensure_prometheus.sh

# After the browser: both may ask the same package manager.
office: browser
	@tools/ensure_office.sh

# After the packages, whose own look tells whether Pango is there.
pango: .venv/.installed
	@tools/ensure_pango.sh $(BIN)/python

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Headway needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv

# The build tools are locked too, so that building fetches nothing of its own.
.venv/.installed: requirements/runtime.txt requirements/build.txt pyproject.toml | .venv/bin/python
	@echo "Installing the locked Python packages (about half a minute)"
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.installed
	@echo "Installing the locked development packages (most of them is never imported, so not compiled)"
	@$(PIP) install --no-compile --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .npmrc
	@npm ci --silent
	@touch $@

$(ASSETS): node_modules/.package-lock.json tools/assets.py
	@$(PYTHON) tools/assets.py
