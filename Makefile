# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Three workers on two cores: a third of a test's time it waits for a board, a disk or a clock.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )))

.PHONY: demo test test-pages check lint bench torture messages clean

demo: $(READY)             ## a small tournament on virtual boards, to a champion
	$(BIN)/kagarobo demo

test: $(READY)             ## every test but the slow campaigns and the pages
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

test-pages: $(READY)       ## what needs Chromium, node or poppler
	$(BIN)/python -m pytest -m "pages and not torture" || [ $$? -eq 5 ]

torture: $(READY)          ## slow fault campaigns, about an hour on 2 cores
	$(BIN)/python -m pytest -m torture -n $(WORKERS) --dist worksteal
	$(BIN)/python -m pytest -m "hypothesis and not torture" --hypothesis-profile torture -n $(WORKERS)

lint: $(READY)             ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test test-pages  ## everything CI looks at

bench: $(READY)            ## every benchmark, each against a peer in the same run
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m benchmarks

messages: $(READY)         ## bring the catalogues up to the strings in the code
	$(BIN)/python -m tui.catalogues

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): pyproject.toml constraints.txt hatch_build.py $(wildcard tui/locale/*/LC_MESSAGES/*.po)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
