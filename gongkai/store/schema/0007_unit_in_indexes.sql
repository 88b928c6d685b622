-- Every index of a unit's records has the unit in it: a row of another unit, which the server passes over, isn't counted in
-- what it tells of how it carried out a question.
DROP INDEX receipt_filing;
CREATE INDEX receipt_filing ON receipt (filing, unit);
DROP INDEX holding_task;
CREATE INDEX holding_task ON holding (plan, task, unit);
DROP INDEX duty_task;
CREATE INDEX duty_task ON duty (plan, task, item, period, unit);
DROP INDEX journal_change;
CREATE INDEX journal_change ON journal (change, unit);
