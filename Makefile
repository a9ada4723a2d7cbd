# Every target does its own set-up. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check prove fix trace bench lock
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps
STAMP = $(shell cat $(1) pyproject.toml 2>/dev/null | sha256sum | cut -c1-12)
READY := .venv/ready-$(call STAMP,requirements.lock)
TOOLS := .venv/tools-$(call STAMP,requirements.lock requirements-dev.lock)
WORKERS ?= 2

help: ## what can be asked for
	@echo "Varde: from a measurement at home to one explained card on the nurse's list"
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16
	@echo "  PORT=8123 PATIENTS=20000 FRESH=1 go with make demo; FULL=1 with make bench and prove"

demo: $(READY) ## start the database, load the demo, serve it on http://127.0.0.1:8000
	@exec $(BIN)/varde demo --port $(PORT) $(if $(PATIENTS),--patients $(PATIENTS)) $(if $(FRESH),--fresh)

test: $(TOOLS) browser ## every test except the heavy proofs
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not heavy" $(PYTEST)

check: $(TOOLS) ## style, types, import contract, migrations, licences of vendored files
	@$(BIN)/python -m tests.architecture.check

prove: $(TOOLS) browser ## the heavy proofs: kills, big fills, mutation of the rules
	@$(BIN)/python -m pytest -m heavy $(PYTEST)

fix: $(TOOLS) ## let ruff repair and format
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

trace: $(TOOLS) ## requirement by requirement, the tests that show it working
	@$(BIN)/python -m tests.architecture.trace

bench: $(TOOLS) ## ratios measured in one run, written to bench/results/
	@$(BIN)/python -m bench $(if $(FULL),--full)

lock: $(TOOLS) ## make the two lock files anew from pyproject.toml (needs the package registry)
	@$(LOCK) --upgrade --extra install -o requirements.lock
	@$(LOCK) --upgrade --extra install --extra dev -c requirements.lock -o requirements-dev.lock

LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links

$(READY): requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing what requirements.lock names, checked against its hashes ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-index -e .
	@rm -f .venv/ready-*; touch $@

$(TOOLS): requirements-dev.lock | $(READY)
	@echo "installing the tools of requirements-dev.lock, checked against its hashes ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@rm -f .venv/tools-*; touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Varde needs Python 3.11 or newer: make PYTHON=python3.11")'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "python3-venv is missing: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "making .venv ..."
	@$(PYTHON) -m venv .venv

.PHONY: browser
browser:
	@.ci/browser
