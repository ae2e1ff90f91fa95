# Each target is one verb of dev.py, which runs on every system.
PYTHON ?= python3

.PHONY: help run test soak check tour bench build catalogues clean

help: ## this list
	@grep -E "^[a-z]+: ##" $(MAKEFILE_LIST) | sed "s/: ## /\t/" | expand -t 12

run: ## start the desktop with a practice desk and its own city server
	@$(PYTHON) dev.py run

test: ## make the environment and run every test
	@$(PYTHON) dev.py test

soak: ## a day killed 500 times, desks and city for 30 minutes, 1,000,000 simulated worlds; the seed is printed
	@$(PYTHON) dev.py soak

check: ## lint, format, types and layers
	@$(PYTHON) dev.py check

tour: ## walk the main job, judge every screen in every look, the console's pages; pictures in build/tour
	@$(PYTHON) dev.py tour

bench: ## measure the figures, as JSON
	@$(PYTHON) dev.py bench

build: ## pack what a machine needs into build/helpdesk.zip
	@$(PYTHON) dev.py build

catalogues: ## bring resources/locale up to date with the sources
	@$(PYTHON) dev.py catalogues

clean: ## remove everything that was made, but not .venv
	@$(PYTHON) dev.py clean
