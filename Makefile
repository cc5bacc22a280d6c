# What people type: run, test, lint, bench. Each makes what it needs; a second time is quick.

VAR ?= $(CURDIR)/var
PORT ?= 8000
export VAR PORT

# The first Python of 3.11 or newer; `make run PYTHON=/path/to/python` chooses another one.
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run test lint bench attack coverage mutants shuffle days promises messages requirements vendor parts release clean

run: .venv/run.stamp
	@exec $(MANAGE) run

test: .venv/dev.stamp .venv/node.stamp
	@exec $(BIN)/python .ci/test.py $(ARGS)

lint: .venv/dev.stamp
	@exec $(BIN)/python .ci/lint.py

bench: .venv/dev.stamp
	@exec $(MANAGE) bench $(if $(AREA),--area $(AREA)) $(if $(SIZE),--size $(SIZE))

# Which lines no test reached; takes half an hour. And then, which changed line no test notices; takes an hour.
coverage: .venv/dev.stamp
	@exec $(BIN)/python .ci/covered.py $(ARGS)

mutants: .venv/dev.stamp
	@exec $(BIN)/python .ci/mutants.py $(AREA) $(ARGS)

# Whether the tests lean on the order in which they are played: all of them, five times; takes some hours.
shuffle: .venv/dev.stamp .venv/node.stamp
	@exec $(BIN)/python .ci/shuffle.py

# Whether they lean on the day on which they are played; takes an hour.
days: .venv/dev.stamp
	@exec $(BIN)/python .ci/days.py

# Three programs look for holes in a portal of their own; takes an hour. What they need has an environment of its own.
attack: .venv/dev.stamp .venv-attack/stamp
	@exec $(BIN)/python .ci/attack.py $(ARGS)

.venv-attack/stamp: requirements-attack.txt .venv/uv.stamp
	@$(PYTHON) -m venv .venv-attack
	@if test -x $(BIN)/uv; then $(BIN)/uv pip install --quiet --python .venv-attack/bin/python --require-hashes -r requirements-attack.txt; \
	else .venv-attack/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-attack.txt; fi
	@touch $@

# What is promised, at the size at which it is promised; takes hours.
promises: .venv/dev.stamp .venv/node.stamp
	@exec $(BIN)/python .ci/promises.py

# --- Texts, versions and what the browser gets: run these by hand, and commit what they change -----------------

messages: .venv/dev.stamp
	$(MANAGE) makemessages --locale nl --no-location --no-wrap --no-obsolete \
		--ignore '.venv' --ignore 'node_modules' --ignore 'var*' --ignore 'static' --ignore '*/tests/*'
	$(BIN)/python .ci/messages.py

requirements: .venv/dev.stamp
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-attack.in -o requirements-attack.txt

vendor: .venv/dev.stamp
	npm ci --ignore-scripts --no-audit --no-fund
	npm run vendor

# What the portal is made of, for programs that look for weak parts: after each change of a version.
parts: .venv/dev.stamp
	$(BIN)/python .ci/parts.py

# make release VERSION=0.2.0 COMMIT=abc1234: keeps that release for the test that upgrades it (CONTRIBUTING.md).
release: .venv/dev.stamp
	@exec $(BIN)/python .ci/release.py $(VERSION) $(COMMIT)

clean:
	rm -rf .venv .venv-attack node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# --- What the commands need ------------------------------------------------------------------------------------

.venv/bin/python:
	@test -n '$(PYTHON)' || { echo 'Leerkring needs Python 3.11 or newer, with its venv module (Debian: apt install python3-venv).'; exit 1; }
	@echo 'Making an environment in .venv …'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# uv installs in seconds what takes pip a minute. Where it can't be had, pip does the same work.
.venv/uv.stamp: .ci/uv.txt | .venv/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r .ci/uv.txt \
		|| echo 'uv is not to be had; going on with pip.'
	@touch $@

INSTALL = if test -x $(BIN)/uv; then $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes $(1); \
	else $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes $(1); fi

.venv/run.stamp: requirements.txt .venv/uv.stamp
	@echo 'Installing what the portal runs on …'
	@$(call INSTALL,-r requirements.txt)
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@echo 'Installing what testing needs …'
	@$(call INSTALL,-r requirements-dev.txt)
	@touch $@

# axe and the Nu HTML checker come from npm; without it, the tests that need them are left out.
.venv/node.stamp: package-lock.json | .venv/bin/python
	@if command -v npm >/dev/null; then echo 'Installing what the browser tests need …'; npm ci --silent --ignore-scripts --no-audit --no-fund; fi
	@touch $@
