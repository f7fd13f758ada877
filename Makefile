# Two commands: `make up` (or `make build` without serving) and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What may share the machine runs in two processes; what watches deadlines, kills processes or drives a browser has it to itself.
TOGETHER := -n 2 --dist loadfile tests/unit tests/app tests/integration
ALONE := tests/security tests/reliability tests/browser tests/spark
# The longest that watch no deadline, first, so that both processes end about together; all other long tests, and no short form of one.
LONGEST := tests/reliability/test_kill_anywhere.py tests/security/test_fuzz.py tests/reliability/test_kill_build.py tests/integration/test_filing_damage.py tests/spark/test_spark.py
LONG := HYPOTHESIS_PROFILE=default $(BIN)/python -m pytest -m "not short"
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: up build serve test test-long lint bench bench-scale spark clean system-packages audit-dependencies

up: $(VENV)/.runtime
	$(BIN)/warehouse up

build: $(VENV)/.runtime
	$(BIN)/warehouse up --no-serve

serve: $(VENV)/.runtime
	$(BIN)/warehouse serve

test: $(VENV)/.test system-packages lint
	@if command -v java >/dev/null; then $(MAKE) spark; else echo "no java: the comparison with Spark will skip and say so"; fi
	$(BIN)/python -m pytest $(TOGETHER)
	$(BIN)/python -m pytest $(ALONE)

test-long: $(VENV)/.test system-packages spark
	$(LONG) --no-loadscope-reorder $(LONGEST) $(TOGETHER)
	$(LONG) $(ALONE) $(LONGEST:%=--ignore=%)

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Advisories in OSV format, brought by whoever is connected (docs/operations.md): nothing is fetched here.
audit-dependencies: $(VENV)/.runtime
	@test -n "$(ADVISORIES)" || { echo "say which file: make audit-dependencies ADVISORIES=all.zip"; exit 2; }
	$(BIN)/python -m warehouse.operations.advisories $(ADVISORIES) requirements.lock requirements-test.lock requirements-spark.lock

bench-scale: $(VENV)/.test
	$(BIN)/python benchmarks/scale.py

bench: $(VENV)/.test
	$(BIN)/python benchmarks/build.py

# Packages come from the lock with hashes, wheels only: no compiler is needed. The project itself is installed in place.
$(VENV)/.runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.test: requirements-test.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --only-binary :all: -r requirements-test.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/.runtime

# PySpark is published as source only, so it has a lock and an environment of its own. Needs Java 17 to run.
spark: .venv-spark/.installed

.venv-spark/.installed: requirements-spark.lock
	test -x .venv-spark/bin/python || $(PYTHON) -m venv .venv-spark
	.venv-spark/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-spark.lock
	touch $@

# On Debian as root: what browser and PostgreSQL tests need. Elsewhere the tests that need them say so and skip.
system-packages:
	sh tests/system_packages.sh

clean:
	rm -rf $(VENV) .venv-spark var target logs
