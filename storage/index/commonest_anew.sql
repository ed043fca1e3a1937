-- Smaller blocks, and three times as many terms: they are chosen anew.

DELETE FROM commonest;
DELETE FROM fact WHERE name = 'commonest';
