# Everything a person does with Paperboy from a clone. Needs Python 3.11 to 3.13 and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

# Slim images set it so that nothing is written; then each process compiles all its libraries anew, which takes longer
# than most commands, and in `make test` half a minute.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test attack fuzz prove outages soak load coverage check format bench replay install dev lock clean docs test-slack-emulator test-postgres

OLD_ENOUGH = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null || \
  { echo "Paperboy needs Python 3.11 to 3.13; say which with: make run PYTHON=python3.12"; exit 1; }
UPGRADE ?= --upgrade
# Extras are pinned with their package, or the pip of Python 3.11 takes a newer release for the extra's and stops.
# Nothing that is to be built from source gets in: that would need build tools, which no lock names.
COMPILE = $(or $(wildcard $(BIN)/uv),uv) pip compile -q --universal --generate-hashes --no-strip-extras --no-build \
  --no-header --no-annotate --no-emit-index-url --python-version 3.11 $(UPGRADE)

run: install                   ## today's digest, then on schedule (ARGS=--once stops after it)
	$(BIN)/paperboy run $(ARGS)

test: dev                      ## the whole suite
	$(BIN)/pytest -n 5 --dist worksteal  # on two cores too: somebody always waits for a socket or a process

coverage: dev                  ## that the tests of the core reach 95 % of it (counting makes them twice as slow)
	$(BIN)/pytest -n 2 tests/unit tests/contract --cov --cov-report=term:skip-covered --cov-fail-under=95

check: dev                     ## lint, format, types, the dependency rule, file lengths
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bench.file_lengths

format: dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: dev                     ## speed, memory and quality, as ratios within one run
	$(BIN)/python -m bench $(ARGS)

replay: dev                    ## two years of real days through 60 channels
	$(BIN)/python -m bench.replay $(ARGS)

attack: dev                    ## what SECURITY.md promises, attacked on the loopback
	$(BIN)/pytest tests/attacks

fuzz: dev                      ## a million inputs for everything that reads what others wrote, and how its time grows
	$(BIN)/python -m tests.fuzz $(or $(INPUTS),1000000)
	$(BIN)/python -m tests.fuzz lengths

prove: dev                     ## once and on time, proven, with a table of figures: seeds, crash points, bugs, zones, kills, attacks, fuzzing
	$(BIN)/python -m tests.proof $(ARGS)

outages: dev                   ## three processes on one PostgreSQL: 50 kills, 20 restarts of the server, 10 cuts of 90 s; takes hours
	$(BIN)/python -m bench.workers --rounds 50 20 10 --deliveries 10000

soak: dev                      ## a hundred thousand seeds; takes hours
	$(BIN)/python -m tests.simulation seeds 0 100000

load: dev                      ## a year of a thousand channels: memory, and how the database grows
	$(BIN)/python -m tests.simulation year $(ARGS)

test-slack-emulator: dev       ## Slack against an independent emulator (needs npx)
	PAPERBOY_EMULATOR=1 $(BIN)/pytest tests/emulator

test-postgres: dev             ## PostgreSQL's tests on the server that is installed here, as Debian's
	$(BIN)/python -m tests.other_postgres $(or $(POSTGRES),$(lastword $(wildcard /usr/lib/postgresql/*/bin))) -n 2

docs: dev                      ## the tables and the picture of the README, made from the code
	$(BIN)/python -m docs.tables
	$(BIN)/python -m docs.man
	$(BIN)/python -m docs.picture

# Each asks whether .venv is whole, which takes a moment, and mends it if not: tools/install.py says how.
install:                       ## what Paperboy runs with, from requirements.lock
	@$(OLD_ENOUGH); $(PYTHON) tools/install.py runtime

dev:                           ## and what its tests need, from requirements-dev.lock
	@$(OLD_ENOUGH); $(PYTHON) tools/install.py dev

# What each lock file is for stands in pyproject.toml, beside its group. UPGRADE= keeps every pin that still serves.
lock:                          ## renew the lock files (with .venv's uv, else the PATH's)
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --group build -o requirements-build.lock
	$(COMPILE) --group audit -o requirements-audit.lock

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache
