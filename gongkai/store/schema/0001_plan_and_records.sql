-- The compiled plan: derived from the YAML, rebuilt whole when the file's digest changes.

CREATE TABLE plan (
    id          TEXT PRIMARY KEY,
    digest      TEXT NOT NULL,     -- of the file that was compiled, and of the program's compiler
    file        TEXT NOT NULL,
    number      TEXT NOT NULL,
    title       TEXT NOT NULL,
    annex       TEXT,
    issuer      TEXT NOT NULL,
    issued      TEXT NOT NULL,     -- dates are ISO texts, which sort as they should
    year        INTEGER NOT NULL,
    window_from TEXT NOT NULL,
    window_to   TEXT NOT NULL,
    warn        INTEGER NOT NULL,  -- 临期: within so many working days
    office      TEXT,
    mail        TEXT,
    mail_note   TEXT,
    filing_task TEXT,              -- the 事项 that is the filing duty itself
    filing_item INTEGER,
    filing_due  TEXT
);

CREATE TABLE unit (
    plan      TEXT NOT NULL REFERENCES plan (id),
    name      TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    full_name TEXT NOT NULL,
    kind      TEXT NOT NULL,
    kind_seq  INTEGER NOT NULL,
    initials  TEXT NOT NULL,
    code      TEXT,
    source    TEXT NOT NULL,
    certainty TEXT NOT NULL,
    note      TEXT,
    PRIMARY KEY (plan, name)
);

-- Every spelling that means exactly one unit, as a normalised key.
CREATE TABLE spelling (
    plan  TEXT NOT NULL REFERENCES plan (id),
    key   TEXT NOT NULL,
    unit  TEXT NOT NULL,
    shown TEXT NOT NULL,
    sort  TEXT NOT NULL CHECK (sort IN ('name', 'full', 'alias', 'initials')),
    note  TEXT,
    PRIMARY KEY (plan, key, unit)
);

CREATE TABLE unit_group (
    plan    TEXT NOT NULL REFERENCES plan (id),
    name    TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    reading TEXT,
    PRIMARY KEY (plan, name)
);

CREATE TABLE member (
    plan       TEXT NOT NULL REFERENCES plan (id),
    group_name TEXT NOT NULL,
    unit       TEXT NOT NULL,
    since      TEXT,
    until      TEXT,
    PRIMARY KEY (plan, group_name, unit)
);

CREATE TABLE task (
    plan        TEXT NOT NULL REFERENCES plan (id),
    id          TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    part        TEXT NOT NULL CHECK (part IN ('annex', 'body')),
    section     TEXT,
    category    TEXT NOT NULL,
    topic       TEXT NOT NULL,
    subtopic    TEXT,
    requirement TEXT NOT NULL,
    responsible TEXT NOT NULL,
    open_words  TEXT,
    reading     TEXT,              -- where the owners can't be read off the printed words
    PRIMARY KEY (plan, id)
);

CREATE TABLE note (
    plan  TEXT NOT NULL REFERENCES plan (id),
    task  TEXT NOT NULL,
    seq   INTEGER NOT NULL,
    kind  TEXT NOT NULL,
    quote TEXT,
    text  TEXT NOT NULL,
    PRIMARY KEY (plan, task, seq)
);

CREATE TABLE obligation (
    plan         TEXT NOT NULL REFERENCES plan (id),
    task         TEXT NOT NULL,
    item         INTEGER NOT NULL,
    quote        TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('by', 'every', 'at_least', 'regular', 'event', 'ongoing')),
    demand       TEXT NOT NULL,    -- the time demand in the user's words
    printed      TEXT,             -- the document's words it stands on
    source       TEXT,             -- the regulation that gives the date, where the plan doesn't
    need         INTEGER NOT NULL, -- how many records fulfil one period
    fulfilled_by TEXT NOT NULL CHECK (fulfilled_by IN ('record', 'filing')),
    soft         TEXT,
    beyond       TEXT,
    reading      TEXT,
    PRIMARY KEY (plan, task, item)
);

CREATE TABLE citation (
    plan    TEXT NOT NULL REFERENCES plan (id),
    task    TEXT NOT NULL,
    item    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    section TEXT NOT NULL,
    quote   TEXT NOT NULL,
    PRIMARY KEY (plan, task, item, seq)
);

CREATE TABLE period (
    plan     TEXT NOT NULL REFERENCES plan (id),
    task     TEXT NOT NULL,
    item     INTEGER NOT NULL,
    period   TEXT NOT NULL,
    label    TEXT NOT NULL,
    starts   TEXT NOT NULL,
    ends     TEXT NOT NULL,
    due      TEXT NOT NULL,
    predates INTEGER NOT NULL,     -- 1: due before the plan was issued
    PRIMARY KEY (plan, task, item, period)
);

-- Who has which task, and why. One basis a unit and task: named before group before claimable.
CREATE TABLE assignment (
    plan   TEXT NOT NULL REFERENCES plan (id),
    unit   TEXT NOT NULL,
    task   TEXT NOT NULL,
    basis  TEXT NOT NULL CHECK (basis IN ('named', 'group', 'claimable')),
    via    TEXT,                   -- the group's name
    role   TEXT NOT NULL,
    filing INTEGER NOT NULL,       -- 1: the filing duty covers it
    since  TEXT,
    until  TEXT,
    PRIMARY KEY (plan, unit, task)
);

CREATE INDEX assignment_task ON assignment (plan, task);

-- What units record. Each row counts from its `on_date` up to, not including, `until`.
-- AUTOINCREMENT: a number is never given again, not even where the record that had it was taken back.

CREATE TABLE filing (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    plan    TEXT NOT NULL REFERENCES plan (id),
    unit    TEXT NOT NULL,
    task    TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('measure', 'not_involved')),
    measure TEXT NOT NULL,
    section TEXT NOT NULL,
    officer TEXT NOT NULL,
    contact TEXT NOT NULL,
    reason  TEXT NOT NULL,
    on_date TEXT NOT NULL,
    until   TEXT,
    since   TEXT NOT NULL          -- the date from which the answer has been complete without a break
);

CREATE INDEX filing_unit ON filing (plan, unit, task);

CREATE TABLE claim (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    plan    TEXT NOT NULL REFERENCES plan (id),
    unit    TEXT NOT NULL,
    task    TEXT NOT NULL,
    on_date TEXT NOT NULL,
    until   TEXT
);

CREATE INDEX claim_unit ON claim (plan, unit, task);

CREATE TABLE disclosure (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    plan    TEXT NOT NULL REFERENCES plan (id),
    unit    TEXT NOT NULL,
    task    TEXT NOT NULL,
    item    INTEGER NOT NULL,
    period  TEXT,                  -- null: the obligation has no periods
    title   TEXT NOT NULL,
    url     TEXT NOT NULL,
    on_date TEXT NOT NULL,
    until   TEXT                   -- withdrawn on
);

CREATE INDEX disclosure_unit ON disclosure (plan, unit, task, item, period);

-- Append-only: what was changed, when, by whom; `before` and `after` are JSON texts.
CREATE TABLE journal (
    id     INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    actor  TEXT NOT NULL,
    action TEXT NOT NULL,
    plan   TEXT NOT NULL,
    unit   TEXT,
    task   TEXT,
    record INTEGER,
    before TEXT,
    after  TEXT,
    undoes INTEGER
);

CREATE INDEX journal_task ON journal (plan, unit, task);
