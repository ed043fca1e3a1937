"""The engine: connections, migrations, errors, backup."""
