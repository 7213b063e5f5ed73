# make demo         an invented town on http://127.0.0.1:8000/ (PORT and HOST change that)
# make test         what must hold on every commit
# make conformance  what front ends use, against a demonstration (needs Chromium)
# make bench        speed beside PostGraphile and SQL by hand (an hour; needs wrk, a quiet machine)
# make torture      races, kills, restarts, full disks (half an hour; needs root, faketime, strace)
# make planting     invented persons in every text of every document, through the gate (minutes)
# make deploy       what deploy/ holds, run with the tools themselves
# make lock         writes the hash-pinned requirements anew

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--build-deps-for editable --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: demo test format lint types imports pytest conformance bench torture planting deploy lock clean

demo: $(VENV)/ready
	@ZUWU_HOME="$${ZUWU_HOME:-var/demo}" $(BIN)/zuwu demo

test: format lint types imports pytest

format: $(VENV)/checking
	$(BIN)/ruff format --check .

lint: $(VENV)/checking
	$(BIN)/ruff check .

types: $(VENV)/checking
	$(BIN)/mypy

imports: $(VENV)/checking
	$(BIN)/lint-imports

# Holds too that the SDL is current and that no migration is pending.
pytest: $(VENV)/checking
	$(BIN)/pytest -n 2

conformance: $(VENV)/checking
	@$(BIN)/python tests/conformance/against_demo.py

bench: $(VENV)/checking
	@PYTHONPATH=. $(BIN)/python bench/serving.py $(BENCH)

torture: $(VENV)/checking
	@PYTHONPATH=.:tests $(BIN)/python -m torture

planting: $(VENV)/checking
	@PYTHONPATH=.:tests $(BIN)/python tests/planting.py

deploy: $(VENV)/checking
	@PYTHONPATH=.:tests $(BIN)/python -m deploy

lock: $(VENV)/checking
	$(LOCK) $(UPGRADE) --output-file requirements.txt pyproject.toml
	$(LOCK) $(UPGRADE) --extra check --constraint requirements.txt \
		--output-file requirements-check.txt pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Zuwu needs Python 3.11 or newer: set PYTHON to one, as in make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Zuwu needs python3-venv: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready: requirements.txt pyproject.toml | $(VENV)/bin/pip
	@echo "Installing what Zuwu runs on ..."
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/checking: requirements-check.txt $(VENV)/ready
	@echo "Installing what its tests run on ..."
	@$(PIP) install --require-hashes --requirement requirements-check.txt
	@touch $@
