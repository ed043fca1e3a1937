"""The engine PostgreSQL: sessions, migrations, errors; any number of processes share one database."""
