# Two commands on a fresh machine: `make run` and `make test`. Needs Python 3.11 or newer, and
# Node 20 or newer with npm for what the browser runs (and Java for one test).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

STATIC := src/smilekg/pages/static/manifest.json
WEB := $(shell find web -type f -not -path "web/node_modules*")

.PHONY: run serve test web screens bench bench-convert examples bench-query bench-serve wheel clean

run: $(VENV)/installed $(STATIC)
	$(BIN)/smilekg build
	$(BIN)/smilekg validate
	@echo
	@echo "Which cities stand on the most lists, and where?  (smilekg query cities-on-most-lists --lang en)"
	$(BIN)/smilekg query cities-on-most-lists --lang en

# http://127.0.0.1:8000/ ARGS="--port 9000" for another address.
serve: $(VENV)/installed $(STATIC)
	$(BIN)/smilekg serve $(ARGS)

test: $(VENV)/installed $(STATIC)
	sh scripts/test_services.sh
	sh scripts/test_clients.sh
	npm --prefix web test --silent
	$(BIN)/python -m pytest

# Pictures of each kind of page, made by the browser tests.
screens: $(VENV)/installed $(STATIC)
	SMILEKG_SCREENS=1 $(BIN)/python -m pytest -q tests/browser/test_screens.py

bench: $(VENV)/installed
	$(BIN)/python benchmarks/bench_shipped.py

# Peers are installed into benchmarks/.cache. Needs gcc. ARGS="--rows 10000 --rounds 1" for a quick look.
bench-convert: $(VENV)/installed
	$(BIN)/python benchmarks/bench_convert.py $(ARGS)

# Makes graphs of 1M and 10M triples meanwhile. ARGS="--triples --rounds 10" for the shipped graph and a quick look.
bench-query: $(VENV)/installed
	$(BIN)/python benchmarks/bench_query.py $(ARGS)

# Needs wrk (apt-get install wrk). Peers are installed into benchmarks/.cache. ARGS="--seconds 5 --minutes 0" for a quick look.
bench-serve: $(VENV)/installed $(STATIC)
	$(BIN)/python benchmarks/bench_serve.py $(ARGS)

# The notebooks' outputs are kept: run them again after a change of what they show.
examples: $(VENV)/installed
	$(BIN)/python examples/run.py

wheel: $(VENV)/installed $(STATIC)
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

# What the browser runs. Needs Node 20 and npm, and nothing where its sources have not changed.
web: $(STATIC)

$(STATIC): $(WEB)
	sh scripts/web.sh

# The marker is newer than pyproject.toml only when the last installation went through.
$(VENV)/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) dist web/node_modules $(dir $(STATIC))
