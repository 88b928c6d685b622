# The project's chores. PYTHON has the project installed with its `test` extra.
PYTHON ?= python

.PHONY: bundle

# Offline bundles, one zip a platform, in dist/.
bundle:
	$(PYTHON) scripts/bundle.py
