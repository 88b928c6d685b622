-- Every state and light at a date, read off the holdings (see holdings.py for what follows from what); the rules that are
-- only named here are in base/states.py. Parameters: :plan, :as_of, :horizon (the last date that counts as due soon).
-- /*scope x*/ narrows to one unit (:unit) or one task (:task).

WITH

-- Who has what, and how the answer stands: one line a unit and task. `ended`: the unit has left the group that had the
-- task; what fell due before that is still its own. `counted`: the filing duty asks for the row. `verdict`: the office's
-- word on the answer that counts.
held AS (
    SELECT h.*, CASE WHEN a.until < :as_of THEN 1 ELSE 0 END AS ended,
           CASE WHEN h.filing_due IS NULL THEN 0 ELSE 1 END AS counted,
           CASE WHEN h.status IN ('filed', 'not_involved') THEN 1 ELSE 0 END AS answered,
           CASE WHEN h.filing_due IS NOT NULL THEN state(h.answered_on, h.filing_due, 0) END AS filing_state,
           v.verdict, v.on_date AS verdict_on, v.reason AS verdict_reason
    FROM holding h
    JOIN assignment a ON a.plan = h.plan AND a.unit = h.unit AND a.task = h.task
    LEFT JOIN receipt v ON v.filing = h.answer AND v.on_date <= :as_of AND (v.until IS NULL OR v.until > :as_of)
    WHERE h.plan = :plan /*scope h*/ AND h.from_date <= :as_of AND h.to_date > :as_of
),

-- What is owed and has a date: one line a unit, 事项 and 期次. `binding`: the plan or the law dates it.
dated AS (
    SELECT d.unit, d.task, d.item, d.period, d.origin, d.label, d.starts, d.ends, d.due, d.predates, d.need,
           binding(d.origin) AS binding, CASE WHEN d.done_on <= :as_of THEN d.done_on END AS done_on,
           state(d.done_on, d.due, d.predates) AS state
    FROM duty d
    WHERE d.plan = :plan /*scope d*/ AND d.from_date <= :as_of AND d.to_date > :as_of
),

-- The filing side whole: what is held, and what may be claimed, with the answers' words.
row_status AS (
    SELECT h.unit, h.task, h.basis, h.via, h.role, h.filing, h.filing_due, h.filing_state, h.status, h.answered,
           h.answered_on, h.counted, h.ended, f.on_date AS filed_on, answer_columns(f),
           h.verdict, h.verdict_on, h.verdict_reason
    FROM held h
    LEFT JOIN filing f ON f.id = h.answer
    UNION ALL
    SELECT a.unit, a.task, a.basis, a.via, a.role, 0, NULL, NULL,
           CASE WHEN f.id IS NULL THEN 'unclaimed'
                WHEN v.verdict = 'returned' THEN 'returned'
                WHEN f.kind = 'not_involved' THEN 'not_involved'
                WHEN incomplete(f) THEN 'incomplete'
                ELSE 'filed' END,
           0, NULL, 0, 0, f.on_date, answer_columns(f),
           v.verdict, v.on_date, v.reason
    FROM assignment a
    LEFT JOIN filing f ON f.plan = a.plan AND f.unit = a.unit AND f.task = a.task
        AND f.on_date <= :as_of AND (f.until IS NULL OR f.until > :as_of)
    LEFT JOIN receipt v ON v.filing = f.id AND v.on_date <= :as_of AND (v.until IS NULL OR v.until > :as_of)
    WHERE a.plan = :plan /*scope a*/ AND a.basis = 'claimable'
      AND (a.since IS NULL OR a.since <= :as_of) AND (a.until IS NULL OR a.until >= :as_of)
      AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.plan = a.plan AND h.unit = a.unit AND h.task = a.task
                      AND h.from_date <= :as_of AND h.to_date > :as_of)
),

-- What is owed and has a date, in words, and how far it is done. CROSS JOIN: in this order.
dated_status AS (
    SELECT d.unit, d.task, d.item, d.period, d.origin, d.label, d.starts, d.ends, d.due, d.predates, b.fulfilled_by,
           CASE WHEN b.fulfilled_by = 'filing'
                THEN (SELECT COUNT(*) FROM holding h
                      WHERE h.plan = :plan AND h.unit = d.unit AND h.filing_due IS NOT NULL
                        AND h.from_date <= :as_of AND h.to_date > :as_of)
                ELSE d.need END AS need,
           CASE WHEN b.fulfilled_by = 'filing'
                THEN (SELECT COUNT(*) FROM holding h
                      WHERE h.plan = :plan AND h.unit = d.unit AND h.filing_due IS NOT NULL
                        AND h.from_date <= :as_of AND h.to_date > :as_of
                        AND h.status IN ('filed', 'not_involved'))
                ELSE (SELECT COUNT(*) FROM disclosure r
                      WHERE r.plan = :plan AND r.unit = d.unit AND r.task = d.task AND r.item = d.item
                        AND counts_for(r, d) AND r.on_date <= :as_of AND (r.until IS NULL OR r.until > :as_of))
                END AS done,
           d.done_on,
           (SELECT MAX(r.on_date) FROM disclosure r
            WHERE r.plan = :plan AND r.unit = d.unit AND r.task = d.task AND r.item = d.item
              AND counts_for(r, d) AND r.on_date <= :as_of AND (r.until IS NULL OR r.until > :as_of)) AS last_on,
           d.state, light(d.state) AS light, d.binding
    FROM dated d
    CROSS JOIN obligation b
    WHERE b.plan = :plan AND b.task = d.task AND b.item = d.item
),

-- What is owed without a date (常态).
standing_status AS (
    SELECT h.unit, h.task, b.item, NULL AS period, NULL AS origin, NULL AS label, NULL AS starts, NULL AS ends, NULL AS due,
           0 AS predates, b.fulfilled_by, b.need,
           (SELECT COUNT(*) FROM disclosure r
            WHERE r.plan = :plan AND r.unit = h.unit AND r.task = h.task AND r.item = b.item
              AND r.on_date <= :as_of AND (r.until IS NULL OR r.until > :as_of)) AS done,
           NULL AS done_on,
           (SELECT MAX(r.on_date) FROM disclosure r
            WHERE r.plan = :plan AND r.unit = h.unit AND r.task = h.task AND r.item = b.item
              AND r.on_date <= :as_of AND (r.until IS NULL OR r.until > :as_of)) AS last_on,
           'ongoing' AS state, light('ongoing') AS light, 1 AS binding
    FROM held h
    CROSS JOIN obligation b
    WHERE b.plan = :plan AND b.task = h.task AND h.status <> 'not_involved' AND h.ended = 0
      AND NOT EXISTS (SELECT 1 FROM period p WHERE p.plan = :plan AND p.task = b.task AND p.item = b.item)
      AND NOT EXISTS (SELECT 1 FROM duty d
                      WHERE d.plan = :plan AND d.task = b.task AND d.item = b.item AND d.unit = h.unit
                        AND d.from_date <= :as_of AND d.to_date > :as_of)
),

-- The carrying out whole.
status AS (
    SELECT * FROM dated_status UNION ALL SELECT * FROM standing_status
),

-- Both sides as counts, one line a unit and task: what every figure of a report is summed from. What the plan and the law
-- date is one sum; what people and the office set for themselves is another (`…_own`), never in one with it.
progress AS (
    SELECT unit, task, MAX(basis) AS basis, MAX(status) AS status, MAX(answered) AS answered,
           SUM(rows_due) AS rows_due, SUM(rows_filed) AS rows_filed,
           SUM(rows_not_involved) AS rows_not_involved, SUM(rows_incomplete) AS rows_incomplete,
           SUM(rows_returned) AS rows_returned, SUM(rows_accepted) AS rows_accepted,
           state_counts(state), state_counts(own, _own)
    FROM (
        SELECT unit, task, basis, status, answered, counted AS rows_due, counted * answered AS rows_filed,
               CASE WHEN status = 'not_involved' THEN counted ELSE 0 END AS rows_not_involved,
               CASE WHEN status = 'incomplete' THEN counted ELSE 0 END AS rows_incomplete,
               CASE WHEN status = 'returned' THEN counted ELSE 0 END AS rows_returned,
               CASE WHEN verdict = 'accepted' THEN counted * answered ELSE 0 END AS rows_accepted,
               NULL AS state, NULL AS own
        FROM held
        UNION ALL
        SELECT unit, task, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 
               CASE WHEN binding = 1 THEN state END, CASE WHEN binding = 0 THEN state END
        FROM dated
    ) both_sides
    GROUP BY unit, task
)
