# One command each; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help demo lab test check drivers format build bench measure measure-linking clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# What a user gets: the package with its lab extension and widgets built.
$(VENV)/.installed: $(VENV)/bin/python pyproject.toml package-lock.json hatch_build.py
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) --editable '.[test,lint]'
	@touch $@

demo: $(VENV)/.installed ## ask three questions of the sample data, offline, and print SQL and rows
	$(BIN)/iopsdata demo

lab: $(VENV)/.installed ## the same in JupyterLab
	$(BIN)/jupyter lab notebooks/01_quickstart.ipynb

check: $(VENV)/.installed-dev ## format, lint, types, layers, for Python and TypeScript
	tests/run check

test: $(VENV)/.installed-dev ## everything: checks, pytest, notebooks, vitest, browser
	tests/run all

drivers: $(VENV)/.installed-dev ## start every database server and run the drivers' tests
	tests/run drivers

format: $(VENV)/.installed-dev ## put the code into form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet .

build: $(VENV)/.installed-dev ## wheel and sdist in dist/
	$(PIP) build
	$(BIN)/python -m build

bench: $(VENV)/.installed-dev ## speed as ratios beside the raw driver and JupySQL, in one run
	$(PIP) --editable '.[bench]'
	$(BIN)/python -m tests.benchmarks

measure: $(VENV)/.installed-dev ## accuracy on the labelled questions of ../shared, by set and construct
	$(BIN)/python -m tests.measures

measure-linking: $(VENV)/.installed-dev ## which tables a model is told, on the questions of the folder DATA
	$(BIN)/python -m tests.measures.linking $(DATA)

clean: ## remove what the other commands made
	rm -rf $(VENV) node_modules dist js/lib iopsdata_jupyter/labextension iopsdata_jupyter/widgets/static
