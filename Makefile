# The project's chores. PYTHON has the project installed with its `test` extra.
PYTHON ?= python

.PHONY: bundle docs check-docs check lock renew lowest

# Offline bundles, one zip a platform, in dist/: what requirements/bundle.txt says, digests verified.
bundle:
	$(PYTHON) scripts/bundle.py

# The documentation, anew and checked.
docs:
	$(PYTHON) scripts/docs.py

check-docs:
	$(PYTHON) scripts/docs.py --check

# All that must hold before a change is good, with the versions in requirements/.
check:
	bash .ci/run

# After a change of what pyproject.toml asks for: requirements/ follows, what is locked otherwise stays.
lock:
	$(PYTHON) scripts/lock.py

# Lock the newest versions there are, and check everything with them.
renew:
	$(PYTHON) scripts/lock.py --upgrade
	bash .ci/run

# The tests with the lowest versions that pyproject.toml allows; needs Python 3.11.
lowest:
	bash .ci/lowest install build/lowest
	bash .ci/lowest test build/lowest
