# Everything starts here: `make run` to try it, `make test` to check it, `make help` for the rest.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv pip

# What the server needs to run on this machine alone; in the field these come from the environment.
export KAPSURVEY_DATABASE ?= sqlite:///var/kapsurvey.sqlite
export KAPSURVEY_SECRET_FILE ?= var/secret
export KAPSURVEY_HTTPS ?= 0
export KAPSURVEY_SHOW_WAVES ?= 1

# Tests start hundreds of processes: what Python has compiled is kept, also where the machine's settings say otherwise.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run demo test reliability analysis lint lock clean
help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

run: .venv/run.stamp ## set up, create the database, open a wave of every study, serve (PORT=8000)
	@$(BIN)/kapsurvey upgrade
	@$(BIN)/kapsurvey open --all --pretest --if-none --trial-keys var/keys
	@printf '\n  Survey:  http://%s:%s\n' '$(HOST)' '$(PORT)'
	@printf '  Try:     choose a wave, answer in Vietnamese, switch to Portuguese half-way, stop and send\n'
	@printf '  Then:    %s/kapsurvey release vietnamese-in-mozambique var/sealed (in another window)\n' '$(BIN)'
	@printf '           %s/kapsurvey unseal var/sealed var/release --identity var/keys/vietnamese-in-mozambique.txt\n' '$(BIN)'
	@printf '  End:     Ctrl-C\n\n'
	@exec $(BIN)/kapsurvey serve --bind $(HOST):$(PORT)

DEMO := var/demo
demo: export KAPSURVEY_DATABASE = sqlite:///$(DEMO)/demo.sqlite
demo: export KAPSURVEY_SECRET_FILE = $(DEMO)/secret
demo: TRUTH = KAPSURVEY_DATABASE=sqlite:///$(DEMO)/truth.sqlite $(BIN)/kapsurvey
demo: .venv/test.stamp ## rehearse both studies with a known truth, write their reports in every language to var/demo
	@rm -rf $(DEMO) && mkdir -p $(DEMO)/truth && $(BIN)/kapsurvey upgrade && $(TRUTH) upgrade
	@set -e; for wave in first/vietnamese-in-mozambique/150/200 baseline/training-before-and-after/150/300 \
	  endline/training-before-and-after/150/300 followup/training-before-and-after/150/300; do \
	  set -- $$(echo $$wave | tr / ' '); \
	  $(BIN)/kapsurvey rehearse $$2 --wave $$1 --interviews $$3 --freely; \
	  $(TRUTH) rehearse $$2 --wave $$1 --interviews $$4 --freely >/dev/null; \
	  $(BIN)/kapsurvey release $$2 $(DEMO)/$$1 --wave $$1 >/dev/null; \
	  $(TRUTH) release $$2 $(DEMO)/truth/$$1 --wave $$1 >/dev/null; \
	  $(BIN)/kapbrief $(DEMO)/$$1 $(DEMO)/$$1-report --no-pdf --language en --truth $(DEMO)/truth/$$1 | tail -1; done
	@cd $(DEMO) && $(CURDIR)/$(BIN)/python ../../analysis/studies/vietnamese_in_mozambique.py first community >/dev/null
	@cd $(DEMO) && $(CURDIR)/$(BIN)/python ../../analysis/studies/training_before_and_after.py baseline endline followup training | tail -2
	@printf '\n  Open:  %s and %s\n' '$(DEMO)/community/messages.en.html' '$(DEMO)/training/changes.en.html'
	@printf '  Print: %s\n\n' '$(DEMO)/community/report.en.pdf'

test: .venv/test.stamp lint ## set up, then lint, types, import contracts and every test
	$(BIN)/pytest -n 4 --dist worksteal -q

reliability: .venv/test.stamp ## try every fault as often as before a release (hours)
	KAPSURVEY_RELIABILITY=release $(BIN)/pytest -n 2 --dist worksteal -q --timeout 14400 tests/reliability

analysis: .venv/test.stamp ## set up what the study scripts need beside the server: numpy, pandas, statsmodels, XlsxWriter, WeasyPrint

lint: .venv/test.stamp ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: .venv/uv.stamp ## resolve the newest allowed versions into the two lock files
	$(UV) compile -q pyproject.toml --all-extras --universal --python-version 3.11 --no-annotate --generate-hashes \
	  --custom-compile-command 'make lock' --upgrade -o constraints.txt
	$(UV) compile -q pyproject.toml --extra postgres --universal --python-version 3.11 --no-annotate --generate-hashes \
	  --custom-compile-command 'make lock' --constraints constraints.txt --upgrade -o constraints-run.txt

clean: ## remove the environment and what the tools keep; data in var/ stay
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist *.egg-info

.venv/uv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed: make PYTHON=python3.12 ...'; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check uv
	@touch $@

.venv/run.stamp: .venv/uv.stamp constraints-run.txt pyproject.toml
	$(UV) install -q --require-hashes -r constraints-run.txt
	$(UV) install -q --no-deps -e .
	@touch $@

.venv/test.stamp: .venv/uv.stamp constraints.txt pyproject.toml
	$(UV) install -q --compile-bytecode --require-hashes -r constraints.txt
	$(UV) install -q --no-deps -e .
	@touch $@ .venv/run.stamp
