"""Against emulators that others wrote: optional, for they need Node (`make test-slack-emulator`)."""
