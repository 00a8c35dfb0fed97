"""The server of the article on 127.0.0.1, with its faults: what a run against it says is in docs/article-client.md.

Any GET is answered 204 at once. The thread that answered, the only one, then waits for its event and writes it behind the
answer that is over.
"""

import functools
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer

EVENT = b"Event occurred"


class AnswersTooSoon(BaseHTTPRequestHandler):
    """Of http.server it keeps HTTP/1.0, so that each answer ends its connection."""

    def __init__(self, event_after_seconds, *connection):
        self.event_after_seconds = event_after_seconds
        super().__init__(*connection)

    def do_GET(self):
        self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()
        time.sleep(self.event_after_seconds)
        self.wfile.write(EVENT)


def main(port, event_after_seconds="10"):
    handler = functools.partial(AnswersTooSoon, float(event_after_seconds))
    with HTTPServer(("127.0.0.1", int(port)), handler) as server:
        print(f"listening on http://127.0.0.1:{server.server_port}/poll", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
