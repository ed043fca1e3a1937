-- What is due together, as thousands of rows are at nine o'clock, is claimed in order without being sorted each time.

DROP INDEX delivery_ready;
CREATE INDEX delivery_ready ON delivery (platform, ready, id) WHERE ready IS NOT NULL;
