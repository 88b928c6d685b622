# The project's chores. PYTHON has the project installed with its `test` extra.
PYTHON ?= python

.PHONY: bundle docs check-docs

# Offline bundles, one zip a platform, in dist/.
bundle:
	$(PYTHON) scripts/bundle.py

# The documentation, anew and checked.
docs:
	$(PYTHON) scripts/docs.py

check-docs:
	$(PYTHON) scripts/docs.py --check
