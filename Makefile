# Each target is one script in bin/, which says in its first lines what it does.
# Options for pytest: make test ARGS="-m 'not browser and not slow' forums"
.PHONY: run setup test lint bench shots

run:
	@exec bin/run

setup:
	@bin/setup --dev

test:
	@bin/test $(ARGS)

lint:
	@bin/lint

bench:
	@bin/setup --dev --no-data
	@.venv/bin/python bench/run.py $(ARGS)

shots:
	@bin/setup --dev --no-data
	@.venv/bin/python bin/shots.py $(ARGS)
