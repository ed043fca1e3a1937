"""What Discord tells: commands, clicks, modals, events."""
