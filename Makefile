# One obvious command for each thing people do. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run play test bench eval pictures lint clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dealbot needs Python 3.11 or newer."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' --constraint constraints.txt
	@touch $(READY)

setup: $(READY) ## the virtual environment, with what was tested

run: $(READY) ## the bot: in Slack when its tokens are set, else in this terminal
	@$(BIN)/python -m bot

play: $(READY) ## the bot in a workspace in the browser, on this machine alone
	@$(BIN)/python -m bot try --page

# more workers than most machines have cores: the tests wait for processes and disks more than they compute
test: lint ## all tests, ruff and mypy
	$(BIN)/python -m pytest --numprocesses 4 --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY) ## speed, as ratios beside the bare parts; WITHOUT=search saves some minutes
	$(BIN)/python -m tests.bench $(addprefix --without=,$(WITHOUT))

eval: $(READY) ## reading quality on the sets in EVAL, a folder with score.py and *_dev.jsonl
	$(BIN)/python -m tests.evaluate $(EVAL)

pictures: $(READY) ## the README's pictures, taken from the running playground with chromium
	$(BIN)/python -m tests.pictures docs/pictures

clean: ## removes the virtual environment and the caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
