-- name: due
-- Channels of these platforms (NULL: all) whose time has come, in living workspaces.
-- As one text: a row each would take three times as long and a hundred bytes.
SELECT group_concat(c.id) FROM channel AS c
WHERE c.next_due <= :now
  AND (CAST(:platforms AS TEXT) IS NULL OR c.platform IN (SELECT value FROM json_each(:platforms)))
  AND NOT EXISTS (SELECT 1 FROM workspace AS w WHERE w.platform = c.platform AND w.workspace = c.workspace);

-- name: still_due
-- Which of these channels are this process's to plan for, as one text: all of them, where one process writes.
SELECT group_concat(value) FROM json_each(:channels);

-- name: channels
-- These channels: where they are, and their routine.
SELECT c.id, c.platform, c.workspace, c.channel, c.since, c.schedule, c.settings, c.pause, c.next_due, c.last_date,
       c.missed
FROM json_each(:channels) AS asked JOIN channel AS c ON c.id = asked.value;

-- name: subscriptions
-- What these channels subscribe to, in the order added.
SELECT s.channel, s.query
FROM json_each(:channels) AS asked CROSS JOIN subscription AS s ON s.channel = asked.value;

-- name: queries
-- The texts of these queries.
SELECT q.id, q.text FROM json_each(:queries) AS asked JOIN query AS q ON q.id = asked.value;

-- name: seen_between
-- Of each of these papers the channels from first to last that have had it, as one text: a row each would take ten times as long.
SELECT asked.value, (SELECT group_concat(s.channel) FROM seen AS s
                     WHERE s.paper = asked.value AND s.channel BETWEEN :first AND :last)
FROM json_each(:papers) AS asked;

-- name: seen_among
-- The same, of these channels alone (+ 0: the walk from first to last is cheaper than a seek each).
SELECT asked.value, (SELECT group_concat(s.channel) FROM seen AS s
                     WHERE s.paper = asked.value AND s.channel BETWEEN :first AND :last
                       AND s.channel + 0 IN (SELECT value FROM json_each(:channels)))
FROM json_each(:papers) AS asked;

-- name: seen_by
-- The same, by a seek for each paper and channel.
SELECT asked.value, (SELECT group_concat(s.channel) FROM seen AS s
                     WHERE s.paper = asked.value AND s.channel IN (SELECT value FROM json_each(:channels)))
FROM json_each(:papers) AS asked;

-- name: withdrawn
-- The papers that were withdrawn last, as far as Paperboy was there.
SELECT id, canonical, title, withdrawn_at FROM paper
WHERE withdrawn_at > 0 AND merged_into IS NULL
ORDER BY withdrawn_at DESC, id DESC LIMIT 200;

-- name: untold
-- Which of these papers were posted to these channels, from first to last, who were not told that they are withdrawn.
SELECT s.channel, s.paper
FROM json_each(:papers) AS asked
CROSS JOIN seen AS s ON s.paper = asked.value AND s.channel BETWEEN :first AND :last AND s.how = 1
WHERE s.channel + 0 IN (SELECT value FROM json_each(:channels))
  AND NOT EXISTS (SELECT 1 FROM told_withdrawn AS t WHERE t.paper = s.paper AND t.channel = s.channel)
ORDER BY s.channel, s.paper;

-- name: tell_withdrawn
-- A digest tells its channel of a withdrawal.
INSERT INTO told_withdrawn (paper, channel, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING;

-- name: submitted
-- What these channels' teams submitted.
SELECT s.channel, s.paper FROM json_each(:channels) AS asked CROSS JOIN submission AS s ON s.channel = asked.value;

-- name: saved
-- What these channels saved, the newest first.
SELECT s.channel, s.paper
FROM json_each(:channels) AS asked CROSS JOIN saved AS s ON s.channel = asked.value
ORDER BY s.channel, s.at DESC, s.paper DESC;

-- name: any_recommended
-- Whether anything was ever recommended.
SELECT EXISTS (SELECT 1 FROM recommendation);

-- name: recommended
-- What is like the papers that these channels saved, and because of which: of several the one saved last.
SELECT s.channel, r.paper, p.title
FROM json_each(:channels) AS asked
CROSS JOIN saved AS s ON s.channel = asked.value
CROSS JOIN recommendation AS r ON r.because = s.paper
JOIN paper AS p ON p.id = s.paper
ORDER BY s.channel, s.at, s.paper, r.paper;

-- name: hidden
-- What these channels hid, the newest first.
SELECT h.channel, h.paper
FROM json_each(:channels) AS asked CROSS JOIN hidden AS h ON h.channel = asked.value
ORDER BY h.channel, h.at DESC, h.paper DESC;

-- name: votes
-- How many votes these papers have in each workspace.
SELECT v.platform, v.workspace, v.paper, count(*)
FROM json_each(:papers) AS asked CROSS JOIN vote AS v ON v.paper = asked.value
GROUP BY v.platform, v.workspace, v.paper;

-- name: before_digests
-- The number before the next ones.
SELECT coalesce(max(id), 0) FROM digest;

-- name: add_digest
-- A digest, unless the channel has one of that date and slot.
INSERT INTO digest (id, channel, local_date, slot, planned, picks, counts, note, late)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: had_by_another_clock
-- Whether a clock that was ahead has had one of these dates in a channel: what it held came then.
SELECT 1 FROM digest
WHERE channel = ? AND local_date IN (?, ?) AND slot = 'daily of another clock ' || id;

-- name: has_token
-- Whether a channel has a message of that date and token already.
SELECT 1 FROM digest AS g JOIN delivery AS d ON d.digest = g.id
WHERE g.channel = ? AND g.local_date = ? AND d.token = ?;

-- name: added
-- The digests numbered after that one.
SELECT id FROM digest WHERE id > :before;

-- name: add_delivery
-- Its first message.
INSERT INTO delivery (digest, channel, platform, part, token, state, due, ready) VALUES (?, ?, ?, 0, ?, 'queued', ?, ?);

-- name: reserve
-- A pick is spoken for.
INSERT INTO seen (paper, channel, how, digest) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING;

-- name: go_on
-- When these channels are due again.
UPDATE channel SET next_due = :next_due, last_date = :last_date, pause = :pause, missed = :missed
WHERE id IN (SELECT value FROM json_each(:channels));

-- name: postpone
-- A channel that cannot be planned for does not hold up the others.
UPDATE channel SET next_due = ? WHERE id = ?;

-- name: editions
-- Digests with their channels.
SELECT g.id, g.local_date, g.slot, g.planned, g.picks, g.counts, g.note, g.late,
       c.id, c.platform, c.workspace, c.channel, c.name, c.since, c.schedule, c.settings, c.pause, c.owner, c.next_due,
       c.last_date
FROM json_each(:digests) AS asked JOIN digest AS g ON g.id = asked.value JOIN channel AS c ON c.id = g.channel;

-- name: of_slot
-- A channel's digest of a date and slot.
SELECT id FROM digest WHERE channel = :channel AND local_date = :local_date AND slot = :slot;

-- name: latest
-- A channel's newest digest that holds papers.
SELECT g.id
FROM day CROSS JOIN digest AS g ON g.local_date = day.local_date AND g.channel = :channel
WHERE g.picks <> '[]' ORDER BY g.planned DESC, g.id DESC LIMIT 1;

-- name: recent
-- A channel's digests, the newest first.
SELECT g.local_date, g.slot, g.planned, g.picks, g.counts, g.note, g.late
FROM day CROSS JOIN digest AS g ON g.local_date = day.local_date AND g.channel = :channel
ORDER BY g.planned DESC, g.id DESC LIMIT :limit;

-- name: history
-- What a channel had of a paper: how, in which digest, with which receipt.
SELECT s.how, h.at, n.name, d.settled, d.message_id, d.link,
       g.local_date, g.slot, g.planned, g.picks, g.counts, g.note, g.late
FROM paper AS p
JOIN seen AS s ON s.paper = coalesce(p.merged_into, p.id) AND s.channel = :channel
JOIN channel AS c ON c.id = s.channel
LEFT JOIN digest AS g ON g.id = s.digest
LEFT JOIN delivery AS d ON d.digest = g.id AND d.part = 0
LEFT JOIN hidden AS h ON h.paper = s.paper AND h.channel = s.channel
LEFT JOIN person AS n ON n.platform = c.platform AND n.workspace = c.workspace AND n.person = h.person
WHERE p.id = :paper;

-- name: message
-- Which digest of a channel a message is of, which part, of how many, and what the digest holds.
SELECT d.part, (SELECT count(*) FROM delivery AS e WHERE e.digest = g.id), g.picks
FROM day
CROSS JOIN digest AS g ON g.local_date = day.local_date AND g.channel = :channel
JOIN delivery AS d ON d.digest = g.id AND d.message_id = :message
WHERE day.local_date >= :since LIMIT 1;

-- name: newest_day
-- The last local date that has digests.
SELECT max(local_date) FROM digest;

-- name: showing
-- Which digests of a channel show these papers.
SELECT s.digest, s.paper
FROM json_each(:papers) AS asked
CROSS JOIN seen AS s ON s.paper = asked.value AND s.channel = :channel
WHERE s.digest IS NOT NULL;

-- name: stored_times
-- Every set of times that channels have and that may be wrong, to be looked at once for all that share it.
SELECT DISTINCT schedule, pause, next_due, last_date FROM channel WHERE next_due IS NOT NULL OR last_date > :last;

-- name: with_times
-- The channels that have these times.
SELECT id FROM channel
WHERE schedule = :schedule AND pause = :pause AND next_due IS :next_due AND last_date IS :last_date;

-- name: put_right
-- Times that can be, in the place of ones that cannot.
UPDATE channel SET next_due = :next_due, last_date = :last_date
WHERE id IN (SELECT value FROM json_each(:channels));

-- name: had_today
-- Those of these channels that had the scheduled digest of that date.
SELECT channel FROM digest
WHERE channel IN (SELECT value FROM json_each(:channels)) AND local_date = :today AND slot = 'daily';

-- name: have_had_today
-- Their times after it; whoever is paused stays so.
UPDATE channel SET last_date = :today, next_due = CASE WHEN pause = '' THEN :next_due ELSE next_due END
WHERE id IN (SELECT value FROM json_each(:channels));

-- name: free_dates
-- Digests of dates later than that one keep what they hold, and leave their dates to digests yet to come.
UPDATE digest SET slot = slot || ' of another clock ' || id
WHERE channel IN (SELECT value FROM json_each(:channels)) AND local_date > :last_date AND slot = 'daily';

-- name: remember_times
-- What these channels' times are, before they are put right for the first time.
INSERT INTO time_before (channel, schedule, pause, next_due, last_date, since, missed)
SELECT id, schedule, pause, next_due, last_date, since, missed FROM channel WHERE id IN (SELECT value FROM json_each(:channels))
ON CONFLICT DO NOTHING;

-- name: forget_times
-- What was remembered is of another time that the clock was set.
DELETE FROM time_before;

-- name: remembered_times
-- Channels whose times were put right, as they are and as they were.
SELECT c.id, c.schedule, c.pause, c.schedule = t.schedule AND c.pause = t.pause,
       c.next_due, t.next_due, t.last_date, t.since, t.missed
FROM time_before AS t JOIN channel AS c ON c.id = t.channel;

-- name: have_date_again
-- The newest digest that had left its date to others has it again, unless there is another one by now.
UPDATE digest SET slot = 'daily'
WHERE channel = :channel AND local_date <= :today AND planned <= :now AND slot = 'daily of another clock ' || id
  AND NOT EXISTS (SELECT 1 FROM digest AS o
                  WHERE o.channel = :channel AND o.local_date = digest.local_date
                    AND (o.slot = 'daily' OR (o.id > digest.id AND o.planned <= :now
                                              AND o.slot = 'daily of another clock ' || o.id)));

-- name: unpaused
-- The times of a channel that is not paused.
SELECT schedule, last_date FROM channel WHERE id = :channel AND pause = '';

-- name: paused_again
-- A pause that time ended by a clock that was ahead lasts until its own end.
UPDATE channel SET pause = :pause, next_due = :next_due WHERE id = :channel AND pause = '';

-- name: have_times_again
-- A channel's times as they were.
UPDATE channel SET next_due = :next_due, last_date = :last_date, since = :since, missed = :missed WHERE id = :channel;

-- name: late_starts
-- From which list date on papers count, where that may be later than tomorrow.
SELECT DISTINCT schedule, pause, since FROM channel WHERE since > :since;

-- name: newest_list
-- The newest list date of any paper.
SELECT max(list_date) FROM listing;

-- name: starting
-- The channels for which papers count from that list date on.
SELECT id FROM channel WHERE schedule = :schedule AND pause = :pause AND since = :since;

-- name: start_by
-- An earlier date from which papers count.
UPDATE channel SET since = :new WHERE schedule = :schedule AND pause = :pause AND since = :since;
