"""Views as Discord messages. Pure."""
