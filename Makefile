# Lightbox. `make run` and `make test` are all a newcomer needs; both install what they use into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 8000
# One test process more than cores, for some wait: for servers, for a browser. tests/spreading.py says which tests stay
# together, and which come first.
PROCESSES ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")
PYTEST ?= --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

.PHONY: run test lint messages bench browser screens lock clean

run: $(VENV)/runtime
	@echo "Database …"
	@$(BIN)/python manage.py migrate --no-input --verbosity 0
	@$(BIN)/python manage.py seed
	@echo "Static files …"
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@exec $(BIN)/gunicorn --config directory/gunicorn.py

# The whole suite on SQLite, what holds for any catalogue on today's, what touches the database again on PostgreSQL.
test: $(VENV)/dev
	$(BIN)/python -m pytest $(PYTEST)
	$(BIN)/python -m tests.on_todays_catalogue $(PYTEST)
	$(BIN)/python -m tests.on_postgresql $(PYTEST)

lint: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check_catalogue
	$(BIN)/python manage.py check_texts
	$(BIN)/python -m directory.messages --check --complete

# After a change of the interface's words: brings locale/ up to date.
messages: $(VENV)/dev
	$(BIN)/python -m directory.messages

# Measures the site at 200, 10,000 and 100,000 entries beside Datasette and a fixed string; takes hours. See bench/README.md.
bench: $(VENV)/dev .venv-bench/ready
	$(BIN)/python -m bench.run

.venv-bench/ready: bench/requirements.txt
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
		--requirement bench/requirements.txt
	@touch $@

# The browser tests alone; `make test` runs them, too. See tests/browser/README.md.
browser: $(VENV)/dev
	LIGHTBOX_BROWSER=required $(BIN)/python -m pytest tests/browser

# A picture of every kind of page in every language, width and theme, in var/screens; takes a quarter of an hour.
screens: $(VENV)/dev
	LIGHTBOX_BROWSER=required $(BIN)/python -m pytest tests/browser/screens.py

# After a change of the dependencies in pyproject.toml. Hashes are kept, addresses of package indexes are not.
lock: $(VENV)/dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate pyproject.toml --group dev --output-file requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate bench/requirements.in --output-file bench/requirements.txt

$(VENV)/bin/python:
	@echo "Virtual environment …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lightbox needs Python 3.11 or newer; set PYTHON=…")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: $(VENV)/bin/python requirements.lock
	@echo "Packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements-dev.lock
	@echo "Packages for development …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --requirement requirements-dev.lock
	@touch $@

# What can be made again. The database in var/ has what curators did, and stays.
clean:
	rm -rf $(VENV) .venv-bench var/index var/static
