"""Each way out of this computer, tried for real: a mail server with and without TLS, one that refuses, one that is away; a URL;
a desktop."""

import unittest

from stage import PING, SECRET, PingServer, Told, plain


class Mail(Told):
    def send(self, **changes):
        self.write_plans(self.mail_table(**changes))
        done = self.digue("tell", "test")
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        return done.returncode, plain(done.stdout)

    def assert_taken(self, sent):
        self.assertEqual(sent[0], 0, sent)
        self.assertIn("le serveur a pris le message d'essai", sent[1])
        self.assertEqual(len(self.mails()), 1)

    def assert_refused(self, sent, why: str):
        self.assertEqual(sent[0], 1, sent)
        self.assertIn(why, sent[1].replace("\n", " "))
        self.assertEqual(self.mails(), [])

    def test_a_mail_goes_through_tls_and_tells_nothing_of_this_computer(self):
        self.serve_mail()
        self.assert_taken(self.send())
        mail = self.mails()[0]
        self.assertEqual((mail["from"], mail["to"]), ("poste@exemple.test", ["cabinet@exemple.test", "prestataire@exemple.test"]))
        self.assertEqual((mail["greeting"], mail["subject"]), ("exemple.test", "Digue\xa0: message d'essai"))
        self.assertEqual(mail["headers"]["auto-submitted"], "auto-generated")
        self.assertIn("Ceci est un essai.", mail["body"])
        self.assert_names_nothing(mail["body"] + mail["subject"])
        self.assertTrue(all(len(line) <= 78 for line in mail["raw"].splitlines()), mail["raw"])

    def test_a_mail_goes_through_starttls(self):
        self.serve_mail("starttls")
        self.assert_taken(self.send(security="starttls"))
        self.assertTrue(self.mails()[0]["is_encrypted"])

    def test_a_server_without_tls_is_told_nothing(self):
        self.serve_mail("plain")
        self.assert_refused(self.send(security="starttls"), "ne propose pas ce qu'il faut")

    def test_a_server_of_this_computer_may_go_without(self):
        self.serve_mail("plain")
        self.assert_taken(self.send(**{"security": "none", "user": None, "password-file": None}))

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        self.serve_mail()
        self.assert_refused(self.send(**{"authority-file": None}), "Le certificat du serveur n'est pas accepté.")

    def test_a_wrong_password_is_said(self):
        self.serve_mail()
        self.secret("mail.password", "un autre")
        self.assert_refused(self.send(), "refuse le nom ou le mot de passe")

    def test_a_refused_address_is_said_and_nobody_gets_half_of_it(self):
        self.serve_mail()
        self.assert_refused(self.send(to=["cabinet@exemple.test", "nobody@exemple.test"]), "refuse le message ou une adresse")

    def test_a_server_that_is_away_is_said(self):
        self.assert_refused(self.send(), "Le serveur ne répond pas.")

    def test_a_password_that_others_can_read_is_not_used(self):
        self.serve_mail()
        self.secret("mail.password", SECRET, mode=0o644)
        self.assert_refused(self.send(), "fermé à tous les autres comptes")
        self.password.unlink()
        self.password.symlink_to(self.mailbox / "password")
        self.assert_refused(self.send(), "fermé à tous les autres comptes")
        self.password.unlink()
        self.assert_refused(self.send(), "n'est pas là")

    def test_in_clear_to_another_computer_is_a_fault_of_the_plans(self):
        self.write_plans(self.mail_table(**{"security": "none", "server": "smtp.exemple.test"}))
        self.assertIn("Sans chiffrement", plain(self.digue("plan", "check").stderr + self.digue("plan", "check").stdout))


class Ping(Told):
    def send(self, url: str):
        self.write_plans(f'[tell]\nping-file = "{self.secret("ping", url)}"\n')
        done = self.digue("tell", "test")
        self.assertNotIn(PING, done.stdout + done.stderr)
        return done.returncode, plain(done.stdout)

    def test_the_url_is_called_without_a_body(self):
        server = PingServer()
        self.addCleanup(server.close)
        self.assertEqual(self.send(server.url)[0], 0)
        (path, body, headers), = server.asked
        self.assertEqual((path, body), (f"/{PING}", b""))
        self.assertEqual({name.lower() for name in headers}, {"host", "accept"})

    def test_what_is_no_answer_is_said(self):
        server = PingServer()
        self.addCleanup(server.close)
        server.status = 404
        self.assertIn("refuse", self.send(server.url)[1])
        server.status = 302
        self.assertEqual(self.send(server.url)[0], 1)
        for url in ("ftp://localhost/x", server.url + "?a=b", "rien", "http://user:mot@localhost/x"):
            self.assertIn("en une ligne", self.send(url)[1].replace("\n", " "))


if __name__ == "__main__":
    unittest.main()
