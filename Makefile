# One command a habit. PYTHON chooses the interpreter: make install PYTHON=python3.13
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install test search demo check format docs lock benchmarks clean

help:            ## what can be done here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 14

install: .venv/.installed   ## .venv from the lock: nhml, its dependencies, the development tools

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	grep -A99 '^uv==' requirements.lock | awk 'NR>1 && /^[a-z]/{exit} {print}' > .venv/uv.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r .venv/uv.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --system-certs --quiet --require-hashes --no-deps --compile-bytecode -r requirements.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
	@echo "nhml is in .venv. Next: source .venv/bin/activate; nhml --help"

test: install    ## every test, on every core
	$(BIN)/python -m pytest -n auto --dist loadgroup

search: install  ## the property tests on examples never tried before
	$(BIN)/python -m pytest -n auto --hypothesis-profile default tests/properties tests/parity

demo: install    ## the first screen: two studies, a scored list, a page; in demo/
	$(BIN)/python -m examples.demo

check: install   ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy nhml
	$(BIN)/lint-imports

format: install  ## put the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: install    ## the pages of docs/reference that are made from the code
	$(BIN)/python -m tests.promises.test_pages

lock: install    ## resolve requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --group dev pyproject.toml -o requirements.lock

benchmarks: install  ## figures of benchmarks/README.md; PEERS=… adds other tools
	PEERS=$(PEERS) $(BIN)/python -m benchmarks

clean:           ## remove what can be made again
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache dist
