"""What Slack tells: commands, clicks, modals, events."""
