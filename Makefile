# site · serve · test · bench: each sets up what it needs, then does it.
# `make` alone tells what there is.

FUZZ ?= 60
EXAMPLES ?= 20
PYTHON ?= $(shell command -v python3.11 || echo python3)
BIN := .venv/bin
READY := .venv/.ready
SITE := .venv/.site
JUDGES := tests/open_data/node_modules/.ready
CLIENTS := .venv/clients/.ready
BROWSER := tests/browser/node_modules/.ready
WORKFLOWS := tests/workflows/node_modules/.ready
LIGHTHOUSE := tests/lighthouse/node_modules/.ready
QUICK := tests/clients/quick
NPM := PATH="$(CURDIR)/.venv/clients/bin:$$PATH" npm --no-audit --no-fund --loglevel=error
COMPILE := .venv/lock/bin/uv pip compile --generate-hashes --universal --quiet --python-version 3.11 \
	--custom-compile-command "make lock"
LOCKED := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
APT := $(shell command -v sudo) apt-get

# What Python compiled it keeps: the tests start it some hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help start site serve check test test-clients lighthouse docs golden bench bench-feeds bench-analysis bench-calendar bench-lists bench-serve fuzz soak lock clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 23

start: $(SITE)  ## make this the calendar of your own municipality: asks, and prepares it all
	@$(BIN)/buurtkalender start || [ $$? -eq 1 ]

site: $(SITE)  ## build the site into output/
	$(BIN)/buurtkalender build

serve: $(SITE)  ## build the site, show it on http://localhost:8000/ and follow every change
	$(BIN)/buurtkalender serve

check: $(SITE)  ## say what is wrong in content/
	$(BIN)/buurtkalender check

test: $(READY) $(CLIENTS) $(JUDGES) $(BROWSER) $(WORKFLOWS)  ## style, types, layers and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist worksteal

test-clients: $(READY)  ## the heavy programs: Thunderbird, Evolution, KDE, LibreOffice; installs them with apt
	for install in tests/clients/heavy/install.sh $(wildcard tests/hosting/install.sh); do $$install || exit; done
	$(BIN)/pytest -m heavy

lighthouse: $(READY) $(BROWSER) $(LIGHTHOUSE)  ## print what Lighthouse says of the demo, as on a phone
	@$(BIN)/python tests/lighthouse/report.py

docs: $(READY)  ## write the manual of the format (docs/formaat.md, docs/format.md), schemas/ and the picture of the code anew
	$(BIN)/buurtkalender schema --format markdown --output docs
	$(BIN)/buurtkalender schema --language nl --output schemas
	$(BIN)/python docs/draw.py

golden: $(READY)  ## accept what the fictional town looks like now
	$(BIN)/python tests/golden.py

bench: $(READY)  ## measure against what it was, Hugo, plain Pelican and Eleventy; BENCH="--sizes 350,3500,35000,demo" is all
	PYTHONPATH=tests $(BIN)/python tests/bench/run.py $(BENCH)

bench-feeds: $(READY)  ## tell what part of a build the feeds take, at 350, 3,500 and 35,000 activities
	PYTHONPATH=tests/bench $(BIN)/python tests/bench/share.py $(BENCH)

bench-analysis: $(READY)  ## tell what the analysis and its remedies cost, at 350, 3,500 and 35,000 activities
	PYTHONPATH=tests/bench $(BIN)/python tests/bench/analysis.py $(BENCH)

bench-lists: $(READY)  ## tell what the import of a long list costs, at 500 and 5,000 rows
	PYTHONPATH=tests/bench $(BIN)/python tests/bench/lists.py $(BENCH)

bench-calendar: $(READY)  ## tell what the import of a calendar costs, at 2,000 and 20,000 events
	PYTHONPATH=tests/bench $(BIN)/python tests/bench/calendar_file.py $(BENCH)

bench-serve: $(READY)  ## tell how long a save takes to show in a browser while `buurtkalender serve` runs
	$(BIN)/python tests/bench/saving.py $(BENCH)

fuzz: $(READY) $(CLIENTS)  ## look for longer for what breaks: new examples for every property, each change alone; FUZZ=600 seconds for each input
	EXAMPLES=$(EXAMPLES) $(BIN)/pytest -n auto -m "(hypothesis or thorough) and not heavy"
	$(BIN)/python tests/hostile/fuzz/run.py all $(FUZZ)

soak: $(READY) $(CLIENTS)  ## try for long that nothing is lost: load, kills, full disks, remotes that hang …; SOAK=1 a little of each
	$(BIN)/python tests/soak/run.py $(if $(SOAK),--quick) $(TRIALS)

lock: $(READY) $(CLIENTS)  ## choose new versions of all dependencies
	$(BIN)/python -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	$(COMPILE) pyproject.toml --group dev --extra receiver --upgrade --output-file requirements.txt
	$(COMPILE) --group build --constraint requirements.txt --output-file requirements-build.txt
	$(COMPILE) pyproject.toml --group build --constraint requirements.txt --output-file requirements-site.txt
	$(COMPILE) pyproject.toml --group build --extra receiver --constraint requirements.txt \
		--output-file requirements-receiver.txt
	$(COMPILE) $(QUICK)/requirements.in --upgrade --output-file $(QUICK)/requirements.txt
	cd $(QUICK) && $(NPM) install --package-lock-only --omit-lockfile-registry-resolved --save-exact \
		ical.js@latest node-ical@latest

clean:  ## remove what was made: site, cache, virtual environment
	rm -rf output output.*-* .cache .venv

# What builds the site, and nothing that only tests need. What builds packages comes first: it is locked as well.
$(SITE): requirements-build.txt requirements-site.txt pyproject.toml
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo "Python or its venv module is missing; installing it."; $(APT) update -qq && $(APT) install -y -qq python3-venv; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Buurtkalender needs Python 3.11 or newer."; exit 1; }
	$(PYTHON) -m venv .venv
	$(LOCKED) -r requirements-build.txt
	$(LOCKED) --no-build-isolation -r requirements-site.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(SITE)

# …and with that too.
$(READY): $(SITE) requirements.txt
	$(LOCKED) --no-build-isolation -r requirements.txt
	@touch $(READY)

# Calendar programs of others that the tests ask what they show: each in an environment that is not the project's.
$(CLIENTS): $(QUICK)/requirements.txt $(QUICK)/package-lock.json | $(READY)
	@$(BIN)/python -c 'import ctypes; ctypes.CDLL("libical.so.3")' 2>/dev/null && command -v git >/dev/null || { \
		echo "libical or git is missing; installing both."; $(APT) update -qq && $(APT) install -y -qq libical3 git; }
	$(BIN)/python -m venv .venv/clients
	.venv/clients/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	cp $(QUICK)/package.json $(QUICK)/package-lock.json .venv/clients/
	cd .venv/clients && $(NPM) ci --ignore-scripts
	@touch $(CLIENTS)

# Validators of others for the open data.
$(JUDGES): tests/open_data/package.json tests/open_data/package-lock.json | $(CLIENTS)
	$(NPM) ci --prefix tests/open_data --ignore-scripts
	@touch $(JUDGES)

# A browser, and what judges its pages.
$(BROWSER): tests/browser/package.json tests/browser/package-lock.json tests/browser/install.sh | $(CLIENTS)
	tests/browser/install.sh $(BIN)/python
	$(NPM) ci --prefix tests/browser --ignore-scripts
	@touch $(BROWSER)

# A judge of workflows.
$(WORKFLOWS): tests/workflows/package.json tests/workflows/package-lock.json | $(CLIENTS)
	$(NPM) ci --prefix tests/workflows --ignore-scripts
	@touch $(WORKFLOWS)

$(LIGHTHOUSE): tests/lighthouse/package.json tests/lighthouse/package-lock.json | $(CLIENTS)
	@command -v chromium >/dev/null || { echo "Chromium is missing; installing it."; $(APT) update -qq \
		&& $(APT) install -y -qq --no-install-recommends chromium; }
	$(NPM) ci --prefix tests/lighthouse --ignore-scripts
	@touch $(LIGHTHOUSE)
