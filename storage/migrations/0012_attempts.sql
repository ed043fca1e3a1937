-- What tells an older copy is how many attempts were begun, noted before each call: a receipt comes too late for that.
UPDATE fact SET name = 'attempts' WHERE name = 'receipts';
