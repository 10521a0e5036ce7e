# Two commands matter: `make demo` and `make test`. Each installs what it needs first.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?=
ONLY ?=
TESTS ?=
DIR ?=
N ?= 100000
ARGS ?=

.PHONY: help softhsm chromium assets generators demo test lint eval eval-tab eval-names bench bench-scale bench-linkage bench-redaction \
  coverage mutate lock wheel clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/pip.stamp:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/runtime.stamp: $(VENV)/pip.stamp requirements/runtime.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check --quiet
	touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	$(BIN)/python -m pip check --quiet
	touch $@

softhsm:  ## a PKCS#11 token in software for the tests, where apt can install one without a password
	@command -v softhsm2-util >/dev/null || { command -v apt-get >/dev/null && \
	  { [ "$$(id -u)" = 0 ] && SUDO= || SUDO="sudo -n"; } && $$SUDO apt-get -qq update && \
	  DEBIAN_FRONTEND=noninteractive $$SUDO apt-get -qq install --yes --no-install-recommends softhsm2 >/dev/null; } || \
	  echo "softhsm2 is not installed: its tests will be skipped"

chromium:  ## a browser for the tests, where apt can install one without a password
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { command -v apt-get >/dev/null && \
	  { [ "$$(id -u)" = 0 ] && SUDO= || SUDO="sudo -n"; } && $$SUDO apt-get -qq update && \
	  DEBIAN_FRONTEND=noninteractive $$SUDO apt-get -qq install --yes --no-install-recommends chromium >/dev/null; } || \
	  echo "chromium is not installed: its tests will be skipped"

demo: $(VENV)/runtime.stamp  ## run the whole vault on the example cases; leaves demo-output/
	@$(BIN)/python examples/demo.py

generators: $(VENV)/npm.stamp  ## what generates a TypeScript client in a test, where npm is there

$(VENV)/npm.stamp: $(VENV)/pip.stamp tests/generated/package-lock.json
	@mkdir -p $(VENV)/generators && cp tests/generated/package.json tests/generated/package-lock.json $(VENV)/generators
	@if command -v npm >/dev/null; then \
	  (cd $(VENV)/generators && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) && touch $@ || \
	  echo "npm could not install the TypeScript tools: their test will be skipped"; \
	else echo "npm is not installed: the test of the TypeScript client will be skipped"; fi

assets:  ## renew the styles and scripts that pages take from npm (needs npm)
	@$(PYTHON) tools/assets.py

test: lint softhsm chromium generators  ## lint, then every test, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/dev.stamp  ## ruff, mypy strict, import layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

eval: $(VENV)/dev.stamp  ## answer the requests of a corpus and count: make eval CORPUS=DIR
	@$(BIN)/python -m tests.evaluation $(CORPUS)

$(VENV)/bench.stamp: $(VENV)/dev.stamp requirements/bench.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/bench.txt
	touch $@

mutate: $(VENV)/dev.stamp  ## change crypto/ and keys/ in one place at a time; a test must notice: hours. ONLY="crypto/record.py" TESTS="tests/kernel/test_crypto.py"
	@$(BIN)/python -m tools.mutate $(if $(ONLY),--only $(ONLY)) $(if $(TESTS),--tests $(TESTS))

bench-linkage: $(VENV)/bench.stamp  ## record linkage on FEBRL 3 and 4, beside a plain comparison; JSON as the last line
	@$(BIN)/python -m tests.benchmarks.linkage

eval-tab: $(VENV)/dev.stamp  ## mask the court cases of the Text Anonymization Benchmark and count: make eval-tab DIR=DIR
	@$(BIN)/python -m tests.evaluation.tab $(DIR)

eval-names: $(VENV)/dev.stamp  ## find names of strangers in annotated sentences and count: make eval-names DIR=DIR
	@$(BIN)/python -m tests.evaluation.names $(DIR)

bench-redaction: $(VENV)/dev.stamp  ## documents redacted a second on one core; one JSON object
	@$(BIN)/python -m tests.benchmarks.redaction

bench: $(VENV)/dev.stamp  ## everything beside a plain store, over HTTP, on both databases: minutes; one JSON object
	@$(BIN)/python -m tests.benchmarks.suite $(ARGS)

bench-scale: $(VENV)/dev.stamp  ## one vault that grows to N complaints, on both databases: hours for N=1000000; one JSON object
	@$(BIN)/python -m tests.benchmarks.suite.scale --cases $(N) $(ARGS)

lock:  ## renew the locked dependencies (needs uv)
	cd requirements && for name in runtime build pkcs11 transit kms dev; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $$name.in -o $$name.txt; done; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-deps bench.in -o bench.txt

coverage: $(VENV)/dev.stamp  ## branch coverage of crypto/ and keys/, which must be whole
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile tests/kernel tests/keys tests/epochs tests/recovery tests/offboarding tests/subjects \
	  --cov=vault.crypto --cov=vault.keys --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100

wheel: $(VENV)/dev.stamp  ## build the wheel into dist/
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

clean:  ## remove everything that can be made again
	rm -rf $(VENV) dist demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis
