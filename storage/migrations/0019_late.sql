-- A digest that comes late keeps at which hour it was due: whether it is late after all is decided until it is posted.
-- Before, its note said it in words, and of what is stored it still does.

ALTER TABLE digest ADD COLUMN late TEXT;             -- HH:MM by the channel's clock; NULL: in time
