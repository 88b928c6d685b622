-- A 期次 that is owed says itself what it is: it need not be one of the plan's.
DROP TABLE duty;

-- One line a unit, 事项 and 期次 that is owed.
CREATE TABLE duty (
    plan      TEXT NOT NULL REFERENCES plan (id),
    unit      TEXT NOT NULL,
    task      TEXT NOT NULL,
    item      INTEGER NOT NULL,
    period    TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL,
    origin    TEXT NOT NULL CHECK (origin IN ('plan', 'law', 'own', 'office', 'event')), -- who dates it
    label     TEXT NOT NULL,
    starts    TEXT NOT NULL,       -- what is done from here to `ends` counts for it, unless it names another 期次
    ends      TEXT NOT NULL,
    due       TEXT NOT NULL,
    predates  INTEGER NOT NULL,    -- 1: due before the plan was issued
    need      INTEGER NOT NULL,    -- so many records fulfil it
    done_on   TEXT                 -- when it is fulfilled, by the records of this span; null: not yet
);

-- Holds all that a sum by unit needs.
CREATE INDEX duty_unit ON duty (plan, unit, due, from_date, to_date, done_on, predates, origin);
CREATE INDEX duty_task ON duty (plan, task, item, period, unit);
