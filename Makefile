# Everything a person does with Paperboy from a clone. Needs Python 3.11 to 3.13 and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.PHONY: run test coverage check format bench replay lock clean dev docs test-slack-emulator

run: $(VENV)/.runtime          ## today's digest, then on schedule (ARGS=--once stops after it)
	$(BIN)/paperboy run $(ARGS)

test: $(VENV)/.dev             ## the whole suite
	$(BIN)/pytest -n 2

coverage: $(VENV)/.dev         ## that the tests of the core reach 95 % of it (counting makes them twice as slow)
	$(BIN)/pytest -n 2 tests/unit tests/contract --cov --cov-report=term:skip-covered --cov-fail-under=95

check: $(VENV)/.dev            ## lint, format, types, the dependency rule, file lengths
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bench.file_lengths

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev            ## speed, memory and quality, as ratios within one run
	$(BIN)/python -m bench $(ARGS)

replay: $(VENV)/.dev           ## two years of real days through 60 channels
	$(BIN)/python -m bench.replay $(ARGS)

test-slack-emulator: $(VENV)/.dev  ## Slack against an independent emulator (needs npx)
	PAPERBOY_EMULATOR=1 $(BIN)/pytest tests/emulator

docs: $(VENV)/.dev            ## the tables and the picture of the README, made from the code
	$(BIN)/python -m docs.tables
	$(BIN)/python -m docs.picture

dev: $(VENV)/.dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "Paperboy needs Python 3.11 to 3.13; say which with: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

lock:                          ## renew both lock files (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements.lock --upgrade
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock --upgrade

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache
