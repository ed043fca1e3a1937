"""Bounces as mail servers write them (RFC 3464), about a mail that was sent."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP


def bounce(
    sent: bytes,
    *,
    to: str = "you@lab.test",
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 No such user here",
    headers_only: bool = False,
    message_id: str = "",
) -> bytes:
    """The report, as Postfix makes it, with the mail it is about (or its headers alone)."""
    original = message_from_bytes(sent, policy=SMTP)
    if message_id:
        del original["Message-ID"]
        original["Message-ID"] = message_id
    head = "".join(f"{name}: {value}\r\n" for name, value in original.items())
    kind, returned = "message/rfc822", original.as_bytes().decode("utf-8", "replace")
    if headers_only:
        kind, returned = "text/rfc822-headers", head
    lines = [
        "From: MAILER-DAEMON@mx.lab.test",
        "To: papers@paperboy.test",
        "Subject: Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b0undary"',
        "",
        "--b0undary",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "I'm sorry to have to inform you that your message could not be delivered.",
        "",
        "--b0undary",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.lab.test",
        "",
        f"Final-Recipient: rfc822; {to}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: {said}",
        "",
        "--b0undary",
        f"Content-Type: {kind}",
        "",
        returned,
        "--b0undary--",
        "",
    ]
    return "\r\n".join(lines).encode()


def out_of_office() -> bytes:
    """An answer that is no bounce."""
    message = EmailMessage(SMTP)
    message["From"], message["Subject"] = "you@lab.test", "Out of office"
    message.set_content("I am away.")
    return message.as_bytes()
