"""A mail server of a test: python3 smtp_server.py FOLDER PORT MODE. MODE is "tls", "starttls" or "plain". It takes the user
"poste" with the password in FOLDER/password, writes each mail as one line of JSON into FOLDER/mails, and refuses what goes
to nobody@…; it says "ready" once it listens, and ends when its standard input does."""

import email
import email.policy
import json
import ssl
import sys
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

FOLDER, PORT, MODE = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, _options):
        if address.startswith("nobody@"):
            return "550 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        line = json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "greeting": session.host_name,
                           "is_encrypted": session.ssl is not None or MODE == "tls",
                           "raw": envelope.content.decode("ascii"), "subject": mail["Subject"],
                           "headers": {name.lower(): value for name, value in mail.items()},
                           "body": mail.get_content()})
        with open(FOLDER / "mails", "a", encoding="utf-8") as file:
            file.write(line + "\n")
        return "250 taken"


def authenticate(_server, _session, _envelope, _mechanism, data):
    password = (FOLDER / "password").read_bytes().strip()
    return AuthResult(success=data.login == b"poste" and data.password == password, handled=False)


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(FOLDER / "certificate.pem", FOLDER / "key.pem")
options = {"tls": {"ssl_context": context, "auth_require_tls": False, "auth_required": True, "authenticator": authenticate},
           "starttls": {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": authenticate},
           "plain": {}}[MODE]
controller = Controller(Handler(), hostname="127.0.0.1", port=PORT, **options)
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
