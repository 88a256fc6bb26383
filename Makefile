# `make serve` starts the fake, `make test` tests it; both install what they need in .venv.

PYTHON ?= python3
VENV := .venv
BIN = $(VENV)/bin
CONSTRAINTS := constraints.txt
UV := $(shell command -v uv 2>/dev/null)
PARALLEL := --numprocesses auto --dist worksteal

ifdef UV
NEW_VENV = uv venv --quiet --python $(PYTHON) $(VENV)
INSTALL = uv pip install --quiet --python $(BIN)/python
else
NEW_VENV = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: help serve test lowest torture check contract effects tables docs fuzz bench bench-peers growth soak image dist clean

help:
	@echo "make serve     start the fake            (ARGS='--port 8080')"
	@echo "make test      run the tests on all cores (ARGS='-k phones' runs some, on one core)"
	@echo "make lowest    run the tests with the lowest versions of all requirements"
	@echo "make torture   do everything that a world can do, in any order (SECONDS=600 SEED=1)"
	@echo "make check     run all checks of CI: format, lint, types, imports, tests, coverage"
	@echo "make contract  build openapi/contract.json"
	@echo "make effects   measure what schemathesis reports for each defect of Apollo's document"
	@echo "make tables    write the generated tables of README.md and docs/"
	@echo "make docs      build the documentation in site/"
	@echo "make fuzz      test the fake with schemathesis (ARGS='--seed 2')"
	@echo "make bench     measure what it costs     (ARGS='--against COMMIT', ARGS='load start' asks some questions)"
	@echo "make growth    draw CPU and memory against what the fake keeps"
	@echo "make soak      work for long, and see whether memory grows (SECONDS=600)"
	@echo "make bench-peers  measure other mock servers beside this one, in speed and in faithfulness"
	@echo "make image     build the container image and test it"
	@echo "make dist      build the wheel and the sdist"
	@echo "make clean     remove .venv, build results and caches"

serve: $(VENV)/installed
	@exec $(BIN)/mock-apollo serve $(ARGS)

test: $(VENV)/installed-for-tests
	$(BIN)/python -m pytest $(or $(ARGS),$(PARALLEL))

torture: $(VENV)/installed-for-tests
	$(BIN)/python -m tests.torture --seconds $(or $(SECONDS),600) --seed $(or $(SEED),1)

lowest: $(VENV)/installed
	$(BIN)/python -m tests.lowest > $(VENV)/lowest.txt
	PIP_CONSTRAINT=$(VENV)/lowest.txt UV_CONSTRAINT=$(VENV)/lowest.txt \
		$(MAKE) VENV=$(VENV)/lowest CONSTRAINTS=$(VENV)/lowest.txt test

check: $(VENV)/installed-for-tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/zensical build --clean --strict
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(PARALLEL)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

effects: $(VENV)/installed-for-tests
	$(BIN)/python -m mock_apollo.fuzz.server.effects

tables: $(VENV)/installed-for-tests
	$(BIN)/python -m tests.tables

docs: $(VENV)/installed-for-tests
	$(BIN)/zensical build --clean --strict

contract: $(VENV)/installed-for-tests
	$(BIN)/python -m mock_apollo.contract.build

fuzz: $(VENV)/installed-for-tests
	$(BIN)/mock-apollo fuzz server --max-examples 1000 $(ARGS)

bench: $(VENV)/installed-for-tests
	$(BIN)/python -m benchmarks $(ARGS)

growth: $(VENV)/installed-for-drawings
	$(BIN)/python -m benchmarks.growth $(ARGS)

soak: $(VENV)/installed-for-tests
	$(BIN)/python -m benchmarks.soak --seconds $(or $(SECONDS),600) $(ARGS)

bench-peers: $(VENV)/installed-for-drawings
	$(BIN)/python -m benchmarks.peers $(ARGS)

image: $(VENV)/installed-for-tests
	$(BIN)/python -m tests.image

dist: $(VENV)/installed-for-tests
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist

clean:
	rm -rf $(VENV) build dist site .cache .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/python-is-new-enough:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "mock-apollo needs Python 3.11 or newer; name one: make PYTHON=python3.13 ..." >&2; exit 2; }
	@$(NEW_VENV)
	@touch $@

$(VENV)/installed: $(VENV)/python-is-new-enough pyproject.toml
	@echo "installing the server in $(VENV) ..." >&2
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/installed $(CONSTRAINTS)
	@echo "installing the tools of the tests in $(VENV) ..." >&2
	@$(INSTALL) --constraint $(CONSTRAINTS) --editable '.[docs,test]'
	@touch $@

$(VENV)/installed-for-drawings: $(VENV)/installed-for-tests
	@$(INSTALL) --constraint $(CONSTRAINTS) --editable '.[bench]'
	@touch $@
