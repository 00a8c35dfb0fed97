"""Plays the client of the article in virtual time, called again each time it returns.

A line of standard input is a timeout and its answers, in milliseconds: `10000 204@3000 200@10`. The line that is printed for it
has the instant of each poll.
"""

import sys

import client


class Script:
    """Server and clock: an answer comes so long after its poll."""

    def __init__(self, answers):
        self.now = 0
        self.answers = answers
        self.polls = []

    def poll(self, url):
        if not self.answers:
            raise EOFError
        status, after = self.answers.pop(0).split("@")
        self.polls.append(self.now)
        self.now += int(after)
        return int(status), b"{}"

    def sleep(self, millis):
        self.now += millis

    def play(self, timeout):
        try:
            while True:
                client.next_event("", timeout, self.poll, lambda: self.now, self.sleep)
        except EOFError:
            return self.polls


for line in sys.stdin:
    timeout, *answers = line.split()
    print(*Script(answers).play(int(timeout)))
