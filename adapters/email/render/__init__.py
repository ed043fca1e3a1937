"""From views to mails: subject, HTML, text, and the MIME message. Pure."""
