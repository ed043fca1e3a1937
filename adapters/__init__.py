"""Everything outside: chat platforms, terminal, web, paper sources. Translates, never decides."""
