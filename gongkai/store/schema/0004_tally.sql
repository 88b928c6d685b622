-- The tally: each unit's figures, so that a report on all units reads one line of each. Derived like the ledger, and
-- set anew together with it. A line holds from `from_date` until the unit's next one.
CREATE TABLE tally (
    plan              TEXT NOT NULL REFERENCES plan (id),
    unit              TEXT NOT NULL,
    from_date         TEXT NOT NULL,
    rows_due          INTEGER NOT NULL,
    rows_filed        INTEGER NOT NULL,
    rows_not_involved INTEGER NOT NULL,
    rows_incomplete   INTEGER NOT NULL,
    overdue           INTEGER NOT NULL,
    ahead             INTEGER NOT NULL,  -- not yet due, soon or later
    done              INTEGER NOT NULL,
    done_late         INTEGER NOT NULL,
    to_check          INTEGER NOT NULL,
    PRIMARY KEY (plan, unit, from_date)
) WITHOUT ROWID;

-- What a unit owes within some days, besides all that a sum over its duties needs.
DROP INDEX duty_unit;
CREATE INDEX duty_unit ON duty (plan, unit, due, from_date, to_date, done_on, predates);
