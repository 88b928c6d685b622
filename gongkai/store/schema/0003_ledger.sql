-- The ledger: what follows from the plan and the records, kept ready so that a report is one pass over it.
-- Derived, and set anew for a unit by every change of it. A line holds from `from_date` up to, not including,
-- `to_date`; lines of one thing never overlap.

-- One line a unit and task that the unit has: why, and how its answer stands.
CREATE TABLE holding (
    plan        TEXT NOT NULL REFERENCES plan (id),
    unit        TEXT NOT NULL,
    task        TEXT NOT NULL,
    from_date   TEXT NOT NULL,
    to_date     TEXT NOT NULL,
    basis       TEXT NOT NULL CHECK (basis IN ('named', 'group', 'claimed')),
    via         TEXT,
    role        TEXT NOT NULL,
    filing      INTEGER NOT NULL,  -- 1: the filing duty covers it
    filing_due  TEXT,              -- null: no deadline binds it
    status      TEXT NOT NULL CHECK (status IN ('unfiled', 'incomplete', 'filed', 'not_involved', 'returned')),
    answer      INTEGER,           -- the filing that counts
    answered_on TEXT               -- since when it is answered in full
);

-- Holds all that a sum by unit needs.
CREATE INDEX holding_unit ON holding (plan, unit, from_date, to_date, filing, status);
CREATE INDEX holding_task ON holding (plan, task);

-- One line a unit, 事项 and 期次 that is owed.
CREATE TABLE duty (
    plan      TEXT NOT NULL REFERENCES plan (id),
    unit      TEXT NOT NULL,
    task      TEXT NOT NULL,
    item      INTEGER NOT NULL,
    period    TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL,
    due       TEXT NOT NULL,
    predates  INTEGER NOT NULL,    -- 1: due before the plan was issued
    done_on   TEXT                 -- when it is fulfilled, by the records of this span; null: not yet
);

-- Holds all that a sum by unit needs.
CREATE INDEX duty_unit ON duty (plan, unit, from_date, to_date, due, done_on, predates);
CREATE INDEX duty_task ON duty (plan, task, item, period);
