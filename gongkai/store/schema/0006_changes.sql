-- Which lines belong together, because one command wrote them. Lines of older versions don't tell.
ALTER TABLE journal ADD COLUMN change TEXT;

CREATE INDEX journal_change ON journal (change);
