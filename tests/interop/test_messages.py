#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Messages that wait (RFC 3842), solicited and not: the subscription is where the line is (E12)."""
import case
import kamailio
import waiting
from located import native
from notify_server import NotifyServer

SOON_S = 8
PASSWORD = kamailio.PASSWORD


def place(server, **keys):
    return {"host": server.address, "port": server.port, "expires_s": 10, "retry_counts": 1,
            **keys}


class Messages(case.Case):
    def server(self, last, **options):
        made = NotifyServer(case.address(last), **options)
        self.addCleanup(made.close)
        return made

    def text(self, *servers, **settings):
        keys = {"message_waiting": True, **settings}
        return native([place(one) for one in servers], **keys)

    def subscriber(self, *servers, **settings):
        return self.phone_of(self.text(*servers, **settings))

    def wait_messages(self, phone, matches, since=0):
        return phone.wait_for(lambda item: item.get("kind") == "messages" and matches(item),
                              SOON_S, since)

    def wait_new(self, phone, new, since=0):
        return self.wait_messages(phone, lambda item: item["new"] == new, since)

    def test_new_messages_are_told_and_the_lamp_goes_off_again(self):
        server = self.server(21)
        server.summary = {"waiting": "yes", "voice": "2/8 (1/0)"}
        phone = self.subscriber(server).start()
        told = self.wait_new(phone, 2)
        self.assertEqual((told["waiting"], told["old"], told["urgent_new"]), (True, 8, 1))
        self.assertEqual(told["account"], f"sip:vm@{server.address}")
        self.wait_messages(phone, lambda item: item["state"] == "SUBSCRIBED" and
                           item["server"] == 1)
        asked = server.subscribes()[0]
        self.assertEqual(asked.field("Event"), "message-summary")
        self.assertEqual(asked.field("Accept"), "application/simple-message-summary")
        self.assertEqual(asked.start, f"SUBSCRIBE sip:{kamailio.USER}@{server.address} SIP/2.0")
        server.leave("no", "0/10")
        told = self.wait_messages(phone, lambda item: not item["waiting"] and item["old"] == 10)
        self.assertIn("no new messages, 10 old", told["text"])
        self.assertEqual({one.start for one in server.answers}, {"SIP/2.0 200 OK"})
        mark = len(phone.said)
        phone.say("status")
        self.wait_messages(phone, lambda item: item["old"] == 10, mark)

    def test_a_password_is_asked_for_inside_the_dialog_too(self):
        server = self.server(21, password=PASSWORD, expires_s=12)
        phone = self.subscriber(server).start()
        self.wait_messages(phone, lambda item: item["state"] == "SUBSCRIBED")
        waiting.until(lambda: len(server.subscribes()) >= 2, 10, phone.complaint)
        inside = server.subscribes()[1]
        self.assertIn(";tag=", inside.field("To"))
        self.assertEqual(inside.start, f"SUBSCRIBE sip:vm@{server.address}:{server.port} SIP/2.0")

    def test_the_subscription_follows_the_line_and_comes_back_with_it(self):
        first, second = self.server(21), self.server(22)
        first.summary = {"waiting": "yes", "voice": "1/0"}
        second.summary = {"waiting": "yes", "voice": "5/0"}
        phone = self.subscriber(first, second).start()
        self.wait_new(phone, 1)
        first.die()
        moved = phone.wait_in_service(2, 15)
        told = self.wait_new(phone, 5)
        self.assertLess(told["at_us"] - moved["at_us"], 1_000_000, "at once")
        self.assertEqual(len(second.subscribes()), 1)
        self.assertNotIn(";tag=", second.subscribes()[0].field("To"))
        mark, old = len(phone.said), list(second.dialogs.values())
        first.summary = {"waiting": "yes", "voice": "3/0"}
        first.open()
        phone.wait_in_service(1, SOON_S, mark)
        self.wait_new(phone, 3, mark)
        n_answers = len(second.answers)
        second.notify(old[0])
        waiting.until(lambda: len(second.answers) > n_answers, SOON_S, phone.complaint)
        self.assertIn(" 481 ", second.answers[-1].start)
        self.assertEqual(phone.statuses()[-1]["server"], 1)

    def test_a_server_that_forgot_it_is_asked_anew(self):
        """It was restarted between two refreshes, and the registration never noticed."""
        server = self.server(21, expires_s=12)
        phone = self.subscriber(server).start()
        self.wait_messages(phone, lambda item: item["state"] == "SUBSCRIBED")
        server.dialogs.clear()
        server.summary = {"waiting": "yes", "voice": "4/0"}
        server.expires_s = None
        # the refresh is answered 481, and a subscription that has not stood for 30 s waits
        self.wait_messages(phone, lambda item: item["state"] == "WAITING" and item["status"] == 481)
        self.assertEqual(len(server.subscribes()), 2)

    def test_a_server_without_messages_is_left_alone(self):
        server = self.server(21)
        server.refuses = "489 Bad Event"
        phone = self.subscriber(server).start()
        told = self.wait_messages(phone, lambda item: item["state"] == "WAITING")
        self.assertEqual(told["status"], 489)
        self.assertGreater(told["next_us"] - told["at_us"], 3_500_000_000)
        phone.say("register")
        waiting.until(lambda: len(server.asked("REGISTER")) >= 2, SOON_S, phone.complaint)
        self.assertEqual(len(server.subscribes()), 1)

    def test_what_is_said_unasked_is_heard(self):
        server = self.server(21)
        phone = self.subscriber(server, message_waiting=False).start()
        phone.wait_in_service(1, SOON_S)
        server.say_unasked("yes", "7/1")
        told = self.wait_new(phone, 7)
        self.assertEqual(told["state"], "OFF")
        server.say_unasked("no", "0/8")
        self.wait_messages(phone, lambda item: not item["waiting"])
        told_to = server.contact
        server.contact = f"sip:somebody@{server.place[0]}:{server.place[1]}"
        server.say_unasked("yes", "9/9")
        server.contact = told_to  # of no line, and then again of this one
        server.say_unasked("yes", "8/9")
        self.wait_new(phone, 8)
        self.assertFalse([item for item in phone.said if item.get("new") == 9])
        self.assertEqual(server.subscribes(), [])

    def shown_by(self, *servers, keys="60s off-hook\n", **settings):
        """A started phone with lamps and keys, and what it shows."""
        phone = self.subscriber(*servers, **settings)
        shown = phone.folder / "shown"
        (phone.folder / "keys").write_text(keys, encoding="utf-8")
        phone.start("--hal", f"wav:keys={phone.folder}/keys,show={shown}", "--voicemail", "*97")
        def lamp():
            rows = shown.read_text(encoding="utf-8").splitlines() if shown.exists() else []
            words = [row.split() for row in rows]
            return [one[2] for one in words if one[1] == "messages"][-1:]
        return phone, lamp

    def test_the_lamp_goes_where_the_line_goes(self):
        first, second = self.server(21), self.server(22)
        first.summary = {"waiting": "yes", "voice": "1/0"}
        phone, lamp = self.shown_by(first, second)
        waiting.until(lambda: lamp() == ["on"], SOON_S, phone.complaint)
        first.die()
        phone.wait_in_service(2, 15)
        waiting.until(lambda: lamp() == ["off"], SOON_S, phone.complaint)
        second.leave("yes", "2/0")
        waiting.until(lambda: lamp() == ["on"], SOON_S, phone.complaint)

    def test_the_messages_key_calls_the_box(self):
        server = self.server(21)
        phone, _ = self.shown_by(server, keys="1s messages\n")
        waiting.until(lambda: server.asked("INVITE"), SOON_S, phone.complaint)
        self.assertEqual(server.asked("INVITE")[0].start,
                         f"INVITE sip:*97@{server.address} SIP/2.0")

    def test_a_server_is_told_what_the_phone_can_do(self):
        server = self.server(21)
        phone = self.subscriber(server).start()
        phone.wait_in_service(1, SOON_S)
        told = server.ask_options()
        self.assertEqual(told.start, "SIP/2.0 200 OK")
        self.assertEqual(told.field("Allow"),
                         "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, OPTIONS, NOTIFY")
        self.assertEqual(told.field("Supported"), "100rel, timer")
        self.assertEqual(told.field("Allow-Events"), "message-summary")
        self.assertEqual(server.asked("REGISTER")[0].field("Allow"), told.field("Allow"))

    def test_it_is_ended_when_the_phone_ends(self):
        server = self.server(21)
        phone = self.subscriber(server).start()
        self.wait_messages(phone, lambda item: item["state"] == "SUBSCRIBED")
        self.assertEqual(phone.quit(), 0)
        self.assertEqual(server.subscribes()[-1].field("Expires"), "0")
        self.assertEqual(server.dialogs, {})

    def test_a_phone_that_goes_on_from_its_log_asks_again(self):
        server = self.server(21)
        server.summary = {"waiting": "yes", "voice": "6/0"}
        phone = self.subscriber(server).start()
        self.wait_new(phone, 6)
        phone.kill()
        mark = len(phone.said)
        phone.start()
        self.wait_new(phone, 6, mark)
        self.assertEqual(len(server.subscribes()), 2)

    def test_another_mailbox_is_taken_at_once(self):
        """C14, by a hangup."""
        server = self.server(21)
        phone = self.subscriber(server).start()
        self.wait_messages(phone, lambda item: item["state"] == "SUBSCRIBED")
        phone.config.write_text(self.text(server, mailbox=f"sip:sales@{server.address}"),
                                encoding="utf-8")
        phone.say("reload")
        waiting.until(lambda: len(server.subscribes()) >= 2, SOON_S, phone.complaint)
        self.assertEqual(server.subscribes()[-1].start,
                         f"SUBSCRIBE sip:sales@{server.address} SIP/2.0")


if __name__ == "__main__":
    case.main()
