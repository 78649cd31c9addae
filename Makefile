# Each command does all its own set-up, and a second call repeats none of it.
# Any Python from 3.11 on will do; the rest comes from the package registries.

PORT = 8000
python = .venv/bin/python
pythons = python3 python3.14 python3.13 python3.12 python3.11 python $(python)

requirements = $(if $(filter test bench mutants record browsers,$(MAKECMDGOALS)),tests/requirements.txt)

# Material's own switch for the notice of its end of life, which CONTRIBUTING.md deals with.
export NO_MKDOCS_2_WARNING = 1

.PHONY: serve build test bench mutants record new-exercise clean environment browsers

serve: environment
	@$(python) -m hooks.serve $(PORT)

build: environment
	@$(python) -m mkdocs build --strict

test: environment browsers
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	$(python) -m hooks.node web/node_modules/typescript/bin/tsc --noEmit --project web
	$(python) -m coverage run -m pytest tests/harness tests/grading
	$(python) -m coverage report
	$(python) -m pytest --ignore=tests/browser --ignore=tests/harness --ignore=tests/grading
	$(python) -m pytest exercises --solutions
	$(python) -m mkdocs build --strict
	$(python) -m pytest tests/browser

bench: environment
	@$(python) -m tests.benchmark

# What real servers do: a test compares the harness with it, and a page of the site shows it.
record: environment
	@$(python) -m tests.servers.record

mutants: environment
	@$(python) -m tests.mutants

new-exercise: environment
	@$(python) -m hooks.new_exercise $(NAME)

clean:
	rm -rf .venv site web/node_modules web/dist

environment:
	@for python in $(pythons); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then exec $$python -m hooks.environment $(requirements); fi; done; \
	echo "Barewire needs Python 3.11 or newer, and none is on PATH." >&2; exit 1

browsers: environment
	@$(python) -m tests.browsers
