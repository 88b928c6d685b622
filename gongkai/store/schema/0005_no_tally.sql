-- A unit's figures are summed from the ledger.
DROP TABLE tally;
