"""The templates of mails."""
