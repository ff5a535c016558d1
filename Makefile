# Two commands matter: make demo, make test. `make help` lists the others.

PYTHON ?= python3
PORTS ?= 8100
WORKERS ?= 2
BIN := .venv/bin
RUN := $(PYTHON) bootstrap.py
TOOLS_NODE := .venv/node-for-tools

.DEFAULT_GOAL := help
.PHONY: help demo demo-clean test lint bench lock setup-dev

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: ## run two nodes, Paris and Rabat, on this machine until Ctrl-C (PORTS=8100)
	@$(RUN) tajawub demo --ports $(PORTS)

demo-clean: ## remove both nodes and their data
	@$(RUN) tajawub demo --clean

test: lint ## set up what is missing, then check and test everything
	@test -x /usr/bin/chromium || echo "Browser tests are skipped: there is no /usr/bin/chromium."
	@$(BIN)/pytest -n $(WORKERS)

lint: setup-dev ## style, types, the order of the rooms, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@rm -rf $(TOOLS_NODE)
	@env -u DATABASE_URL $(BIN)/tajawub node create $(TOOLS_NODE) --state FR --name Tools --time-zone Europe/Paris >/dev/null
	TAJAWUB_NODE=$(TOOLS_NODE) $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint src/tajawub/web/templates

bench: setup-dev ## measure: medians of several runs
	@$(BIN)/python -m tests.bench

lock: ## lock the dependencies anew (needs uv)
	uv lock
	uv export --quiet --frozen --no-dev --extra embedded --group build --no-emit-project --no-annotate --no-header -o requirements.lock
	uv export --quiet --frozen --extra embedded --group build --group dev --no-emit-project --no-annotate --no-header -o requirements-dev.lock

setup-dev:
	@$(RUN) --dev
