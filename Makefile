# Everything a newcomer needs: `make run` and `make test`. Nothing is installed outside .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run status demo test test-postgres chaos lint audit bench requirements catalogue screenshots clean

help:
	@echo "make run        the bot (with DISCORD_TOKEN in .env), else the demo in a browser"
	@echo "make status     what goes out: how much waits, how late, and what could not be delivered"
	@echo "make demo       a week of the demo, played in this terminal"
	@echo "make test       all tests"
	@echo "make test-postgres  services, stories and several processes on a PostgreSQL server that the tests start"
	@echo "make chaos      kill the bot 220 times in a storm: nothing lost, nothing twice (8 minutes; KILLS=n)"
	@echo "make lint       style, types and import contracts"
	@echo "make audit      weak spots of our source, known faults of dependencies"
	@echo "make bench      all benchmarks; writes benchmarks/RESULTS.md"

run: .venv/run
	@$(BIN)/python -m bot start

status: .venv/run
	@$(BIN)/python -m bot status

demo: .venv/run
	@$(BIN)/python -m bot demo --play

test: .venv/dev
	@$(BIN)/python -m pytest -n 3 --dist worksteal

# Without PostgreSQL's server programs it says so and ends well.
test-postgres: .venv/dev
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 3 --dist worksteal tests/services tests/stories tests/data/test_replicas.py tests/data/test_postgres.py
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 0 tests/wire/test_fleet.py

chaos: KILLS ?= 220
chaos: .venv/dev
	@KILLS=$(KILLS) $(BIN)/python -m pytest -n 0 -s tests/wire/test_chaos.py

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Our own source, and known faults of dependencies; where the list of those cannot be reached it says so and goes on.
audit: .venv/dev
	$(BIN)/bandit -q -c bandit.yaml -r bot cogs data meetups
	@$(BIN)/python .ci/audit.py requirements.txt

bench: .venv/dev
	@$(BIN)/python -m benchmarks all --table

# Pins with hashes; the index it resolves from is not written down.
COMPILE := $(BIN)/pip-compile -q --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --strip-extras --allow-unsafe

requirements: .venv/dev
	$(COMPILE) -o requirements.txt pyproject.toml
	$(COMPILE) --extra demo -c requirements.txt -o requirements-demo.txt pyproject.toml
	$(COMPILE) --extra demo --extra dev -c requirements-demo.txt -o requirements-dev.txt pyproject.toml

# What is written from the code: run both after changing sentences or commands.
catalogue: .venv/dev
	$(BIN)/python -m tests.support.catalogue
	$(BIN)/python -m tests.support.commands_table

screenshots: .venv/dev
	KEEP_SCREENSHOTS=docs/pictures $(BIN)/python -m pytest tests/stories/test_demo.py -k newcomer
	$(BIN)/python -m tests.pictures.poster docs/pictures

.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' || \
		{ echo "Meetward needs Python 3.11 or 3.12. Try: make PYTHON=python3.11 run"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/pip requirements-demo.txt
	@echo "Installing what the bot needs (once, about a minute)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-demo.txt
	@touch $@

.venv/dev: .venv/pip requirements-dev.txt
	@echo "Installing what the tests need (once, about a minute)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .hypothesis
