"""Moving: everything in one database copied to another one, of the same engine or not."""
