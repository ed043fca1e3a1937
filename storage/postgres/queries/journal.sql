-- name: count_attempts
-- That there were attempts, not how many: where many processes write, a count would be the row that all wait for.
INSERT INTO fact (name, value) VALUES ('attempts', :more) ON CONFLICT DO NOTHING;
