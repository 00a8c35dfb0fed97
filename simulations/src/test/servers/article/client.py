"""The client of the article: polls a URL until an event comes, or until its time is up.

usage: client.py URL [TIMEOUT_SECONDS]

Prints the event and exits with 0; without one prints nothing and exits with 3. Anything but a 200 with JSON or a 204 is an
error, which exits with 1. The timeout is 30 s unless given. It is no limit to a poll: it says until when a 204 is followed by
another poll.
"""

import http.client
import json
import sys
import time
import urllib.error
import urllib.request

EVENT, ERROR, NO_EVENT, USAGE = 0, 1, 3, 64


class NotALongPoll(Exception):
    """The answer is none that the client knows."""


def poll(url):
    """One GET over a connection of its own: its status and body."""
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def next_event(url, timeout, poll=poll, clock=time.monotonic, sleep=time.sleep):
    """The event as JSON, or None once the timeout has passed.

    The timeout counts from here, however many polls follow. So of two early 204s only the first is slept out.
    """
    called_at = clock()
    while True:
        status, body = poll(url)
        if status == 200:
            return json.loads(body)
        if status != 204:
            raise NotALongPoll(f"{url} answered {status}")
        left = timeout - (clock() - called_at)
        if left <= 0:
            return None
        sleep(left)


def main(arguments):
    if len(arguments) not in (1, 2):
        print("usage: client.py URL [TIMEOUT_SECONDS]", file=sys.stderr)
        return USAGE
    try:
        timeout = float(arguments[1]) if len(arguments) == 2 else 30
        event = next_event(arguments[0], timeout)
    except (NotALongPoll, OSError, ValueError, http.client.HTTPException) as error:
        print(f"no event: {error}", file=sys.stderr)
        return ERROR
    if event is None:
        return NO_EVENT
    print(json.dumps(event))
    return EVENT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
