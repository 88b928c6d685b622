-- 报送: a unit sent its form, or the office read one in.
CREATE TABLE submission (
    id      INTEGER PRIMARY KEY,
    plan    TEXT NOT NULL REFERENCES plan (id),
    unit    TEXT NOT NULL,
    on_date TEXT NOT NULL,
    way     TEXT NOT NULL CHECK (way IN ('sent', 'collected')),
    file    TEXT NOT NULL,
    digest  TEXT NOT NULL          -- of the file, so that the same one counts once
);

CREATE INDEX submission_unit ON submission (plan, unit);

-- 备案 and 退回: the office's word on one answer. It holds from its date up to, not including, `until`.
CREATE TABLE receipt (
    id      INTEGER PRIMARY KEY,
    plan    TEXT NOT NULL REFERENCES plan (id),
    unit    TEXT NOT NULL,
    task    TEXT NOT NULL,
    filing  INTEGER NOT NULL,      -- the answer it is about: a later one has to be judged anew
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'returned')),
    reason  TEXT NOT NULL,
    on_date TEXT NOT NULL,
    until   TEXT
);

CREATE INDEX receipt_filing ON receipt (filing);
