# Two commands do everything: `make run` and `make test`. Both set up what they need first.
PYTHON ?= python3.11
PYTHON := $(shell command -v $(PYTHON) || command -v python3)
BIN := .venv/bin
export PYTHONUNBUFFERED := 1

.PHONY: run test check setup messages lock screenshots benchmarks fuzz clean

run: setup
	$(BIN)/preuve run --demonstration

test: setup
	@bash tools/fetch-test-needs.sh
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report=term

check: setup
	@bash tools/fetch-test-needs.sh gettext
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/check_templates.py
	$(BIN)/python tools/check_messages.py
	$(BIN)/python tools/check_links.py

setup: .venv/ready

.venv/ready: requirements/runtime.txt requirements/development.txt pyproject.toml tools/compile_messages.py $(wildcard preuve/web/locale/*/LC_MESSAGES/*.po)
	@bash tools/make-venv.sh $(PYTHON)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/runtime.txt -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python tools/compile_messages.py
	@touch $@

messages: setup
	@bash tools/fetch-test-needs.sh gettext
	$(BIN)/python tools/check_messages.py --update

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --no-strip-extras --generate-hashes --no-header requirements/runtime.in -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --no-strip-extras --generate-hashes --no-header requirements/development.in -o requirements/development.txt

benchmarks: setup
	$(BIN)/python benchmarks/web.py
	$(BIN)/python benchmarks/inspect.py --gigabyte
	$(BIN)/python benchmarks/agreement.py
	$(BIN)/python benchmarks/severity.py
	$(BIN)/python benchmarks/credentials.py
	$(BIN)/python benchmarks/documents.py
	$(BIN)/python benchmarks/cpf.py
	$(BIN)/python benchmarks/rncp.py

# Hostile files against every inspector, guided by coverage, for SECONDS.
SECONDS ?= 60
fuzz: setup
	$(BIN)/python -m tests.fuzz.inspectors -max_total_time=$(SECONDS) -rss_limit_mb=4096 -timeout=60 -artifact_prefix=build/

clean:
	rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache
