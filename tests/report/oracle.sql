-- The one definition of every state and light at a date.
-- Parameters: :plan, :as_of, :horizon (the last date that counts as due soon). /*scope x*/ narrows to one unit (:unit).

WITH
the_plan AS (
    SELECT id, filing_due, filing_task FROM plan WHERE id = :plan
),

-- Who has what, claims included. A claimed task is owed from the day of the claim, and what fell due under an earlier
-- claim of the unit's stays owed under the next one.
owed AS (
    SELECT a.unit, a.task, a.via, a.role, a.until,
           CASE WHEN c.id IS NOT NULL THEN 'claimed' ELSE a.basis END AS basis,
           CASE WHEN c.id IS NOT NULL THEN c.on_date ELSE a.since END AS since,
           CASE WHEN a.basis = 'claimable' AND c.id IS NULL THEN 0 ELSE a.filing END AS filing,
           CASE WHEN a.until < :as_of THEN 1 ELSE 0 END AS ended
    FROM assignment a
    LEFT JOIN claim c ON c.plan = a.plan AND c.unit = a.unit AND c.task = a.task AND a.basis = 'claimable'
        AND c.on_date <= :as_of AND (c.until IS NULL OR c.until > :as_of)
    WHERE a.plan = :plan /*scope a*/ AND (a.since IS NULL OR a.since <= :as_of)
),

-- The answer that counts at the date, and the office's word on it. A returned one counts as not filed.
answer AS (
    SELECT f.unit, f.task, f.kind, f.measure, f.section, f.officer, f.contact, f.reason, f.on_date, f.since,
           v.verdict, v.on_date AS verdict_on, v.reason AS verdict_reason,
           CASE WHEN v.verdict = 'returned' THEN 'returned'
                WHEN f.kind = 'not_involved' THEN 'not_involved'
                WHEN f.measure = '' OR f.section = '' OR f.officer = '' OR f.contact = '' THEN 'incomplete'
                ELSE 'filed' END AS status
    FROM filing f
    LEFT JOIN receipt v ON v.filing = f.id AND v.on_date <= :as_of AND (v.until IS NULL OR v.until > :as_of)
    WHERE f.plan = :plan /*scope f*/ AND f.on_date <= :as_of AND (f.until IS NULL OR f.until > :as_of)
),

-- One line a unit and task: the filing side. `filing_due` is null where no deadline binds the row:
-- no filing duty, claimed after the deadline, or left before it. A unit that has left the group keeps a row whose
-- filing, or one of whose periods, fell due before that; it can no longer claim.
row_status AS (
    SELECT w.*, CASE WHEN w.filing_due IS NULL THEN 0 ELSE 1 END AS counted,
           CASE WHEN w.filing_due IS NULL THEN NULL
                WHEN w.answered = 1 AND w.answered_on <= w.filing_due THEN 'done'
                WHEN w.answered = 1 THEN 'done_late'
                WHEN w.filing_due < :as_of THEN 'overdue'
                WHEN w.filing_due <= :horizon THEN 'soon'
                ELSE 'pending' END AS filing_state
    FROM (
        SELECT o.unit, o.task, o.basis, o.via, o.role, o.since, o.until, o.filing, o.ended,
               a.measure, a.section, a.officer, a.contact, a.reason, a.on_date AS filed_on,
               CASE WHEN o.basis <> 'claimable' THEN a.since END AS answered_on,
               a.verdict, a.verdict_on, a.verdict_reason,
               COALESCE(a.status, CASE WHEN o.basis = 'claimable' THEN 'unclaimed' ELSE 'unfiled' END) AS status,
               CASE WHEN o.basis <> 'claimable' AND a.status IN ('filed', 'not_involved') THEN 1 ELSE 0 END AS answered,
               CASE WHEN o.filing = 1 AND (o.since IS NULL OR o.since <= p.filing_due OR EXISTS (
                        SELECT 1 FROM claim c WHERE c.plan = :plan AND c.unit = o.unit AND c.task = o.task
                        AND c.until <= o.since AND c.on_date < c.until AND c.on_date <= p.filing_due AND p.filing_due < c.until))
                         AND (o.until IS NULL OR o.until >= p.filing_due)
                    THEN p.filing_due END AS filing_due
        FROM owed o
        CROSS JOIN the_plan p
        LEFT JOIN answer a ON a.unit = o.unit AND a.task = o.task
    ) w
    WHERE w.ended = 0 OR (w.basis <> 'claimable' AND (w.filing_due IS NOT NULL OR w.status <> 'not_involved' AND EXISTS (
        SELECT 1 FROM period p WHERE p.plan = :plan AND p.task = w.task
        AND p.due <= w.until AND (w.since IS NULL OR p.ends >= w.since OR EXISTS (
                        SELECT 1 FROM claim c WHERE c.plan = :plan AND c.unit = w.unit AND c.task = w.task
                        AND c.until <= w.since AND c.on_date < c.until AND c.on_date <= p.ends AND p.due < c.until)))))
),

-- One line a unit: how far its filing duty is fulfilled, and when it was.
filing_progress AS (
    SELECT unit, COUNT(*) AS need, SUM(answered) AS done,
           CASE WHEN COUNT(*) = SUM(answered) THEN MAX(answered_on) END AS done_on,
           MAX(answered_on) AS last_on
    FROM row_status
    WHERE filing_due IS NOT NULL
    GROUP BY unit
),

-- Records up to the date, numbered within their period.
record AS (
    SELECT d.unit, d.task, d.item, d.period, d.on_date,
           ROW_NUMBER() OVER (PARTITION BY d.unit, d.task, d.item, d.period ORDER BY d.on_date, d.id) AS nth
    FROM disclosure d
    WHERE d.plan = :plan /*scope d*/ AND d.on_date <= :as_of AND (d.until IS NULL OR d.until > :as_of)
),

evidence AS (
    SELECT r.unit, r.task, r.item, r.period, COUNT(*) AS done, MAX(r.on_date) AS last_on,
           MIN(CASE WHEN r.nth = b.need THEN r.on_date END) AS done_on
    FROM record r
    JOIN obligation b ON b.plan = :plan AND b.task = r.task AND b.item = r.item
    GROUP BY r.unit, r.task, r.item, r.period
),

-- What is to be carried out: one line a unit, 事项 and 期次. A unit that answered 不涉及 doesn't owe it;
-- a period that ended before the unit had the task, or fell due after it lost it, isn't owed either.
carried AS (
    SELECT o.unit, o.task, b.item, p.period, p.label, p.starts, p.ends, p.due, p.predates, b.fulfilled_by,
           CASE WHEN b.fulfilled_by = 'filing' THEN COALESCE(f.need, 0) ELSE b.need END AS need,
           CASE WHEN b.fulfilled_by = 'filing' THEN COALESCE(f.done, 0) ELSE COALESCE(e.done, 0) END AS done,
           CASE WHEN b.fulfilled_by = 'filing' THEN f.done_on ELSE e.done_on END AS done_on,
           CASE WHEN b.fulfilled_by = 'filing' THEN f.last_on ELSE e.last_on END AS last_on
    FROM row_status o
    JOIN obligation b ON b.plan = :plan AND b.task = o.task
    LEFT JOIN period p ON p.plan = b.plan AND p.task = b.task AND p.item = b.item
    LEFT JOIN evidence e ON e.unit = o.unit AND e.task = b.task AND e.item = b.item
        AND (e.period = p.period OR (p.period IS NULL AND e.period IS NULL))
    LEFT JOIN filing_progress f ON f.unit = o.unit AND b.fulfilled_by = 'filing'
    WHERE o.basis <> 'claimable' AND o.status <> 'not_involved'
      AND (o.since IS NULL OR p.ends IS NULL OR p.ends >= o.since OR EXISTS (
                        SELECT 1 FROM claim c WHERE c.plan = :plan AND c.unit = o.unit AND c.task = o.task
                        AND c.until <= o.since AND c.on_date < c.until AND c.on_date <= p.ends AND p.due < c.until))
      AND (o.until IS NULL OR p.due <= o.until OR (p.due IS NULL AND o.ended = 0))
),

-- `check`: due before the plan was issued. It can be done, but never late: somebody has to look at the date.
status AS (
    SELECT s.*,
           CASE s.state WHEN 'done' THEN 'green' WHEN 'pending' THEN 'green'
                        WHEN 'soon' THEN 'yellow' WHEN 'done_late' THEN 'yellow'
                        WHEN 'overdue' THEN 'red' ELSE 'grey' END AS light
    FROM (
        SELECT c.*,
               CASE WHEN c.due IS NULL THEN 'ongoing'
                    WHEN c.done_on IS NOT NULL AND (c.done_on <= c.due OR c.predates = 1) THEN 'done'
                    WHEN c.done_on IS NOT NULL THEN 'done_late'
                    WHEN c.predates = 1 THEN 'check'
                    WHEN c.due < :as_of THEN 'overdue'
                    WHEN c.due <= :horizon THEN 'soon'
                    ELSE 'pending' END AS state
        FROM carried c
    ) s
),

-- One line a unit and task, both sides: what every count in a report is summed from.
progress AS (
    SELECT r.unit, r.task, r.basis, r.status,
           r.counted AS rows_due,
           r.counted * r.answered AS rows_filed,
           r.counted * (CASE WHEN r.status = 'not_involved' THEN 1 ELSE 0 END) AS rows_not_involved,
           r.counted * (CASE WHEN r.status = 'incomplete' THEN 1 ELSE 0 END) AS rows_incomplete,
           r.counted * (CASE WHEN r.status = 'returned' THEN 1 ELSE 0 END) AS rows_returned,
           COALESCE(s.overdue, 0) AS overdue, COALESCE(s.soon, 0) AS due_soon, COALESCE(s.pending, 0) AS pending,
           COALESCE(s.done, 0) AS done, COALESCE(s.done_late, 0) AS done_late, COALESCE(s.to_check, 0) AS to_check
    FROM row_status r
    LEFT JOIN (
        SELECT unit, task,
               SUM(CASE WHEN state = 'overdue' THEN 1 ELSE 0 END) AS overdue,
               SUM(CASE WHEN state = 'soon' THEN 1 ELSE 0 END) AS soon,
               SUM(CASE WHEN state = 'pending' THEN 1 ELSE 0 END) AS pending,
               SUM(CASE WHEN state = 'done' THEN 1 ELSE 0 END) AS done,
               SUM(CASE WHEN state = 'done_late' THEN 1 ELSE 0 END) AS done_late,
               SUM(CASE WHEN state = 'check' THEN 1 ELSE 0 END) AS to_check
        FROM status
        GROUP BY unit, task
    ) s ON s.unit = r.unit AND s.task = r.task
    WHERE r.basis <> 'claimable'
)
