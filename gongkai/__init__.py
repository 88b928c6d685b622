"""gongkai: a government's open-government plan as a checklist for every unit that owes something under it."""

__version__ = "0.1.0"
