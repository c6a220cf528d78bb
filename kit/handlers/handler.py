"""A handler of Bitrix24 events with nothing but Python's library. parse_qsl knows no brackets: `nested` does.

    APPLICATION_TOKEN=… python3 kit/handlers/handler.py 8080
"""
import hmac, json, os, re, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

LAST = {"event": None}


def nested(body):
    """Pairs as PHP nests them; blank values stay, nothing becomes a number, and no list is made of keys."""
    tree = {}
    for name, value in parse_qsl(body, keep_blank_values=True, errors="replace"):
        top, rest = re.match(r"([^\[]*)(.*)", name, re.S).groups()
        keys = [top] + re.findall(r"\[([^\]]*)\]", rest)[:64]
        at = tree
        for key in keys[:-1]:
            key = key or str(len(at))
            if not isinstance(at.get(key), dict):
                at[key] = {}
            at = at[key]
        at[keys[-1] or str(len(at))] = value
    return tree


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        # /probe, for tests alone: the event that was accepted last.
        self.answer(200, json.dumps(LAST["event"]) if self.path.startswith("/probe") else "here")

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > 2 << 20:
            self.close_connection = True
            return self.answer(413, "no event is that long")
        form = nested(self.rfile.read(length).decode("ascii", "replace"))
        auth = form.get("auth")
        token = auth.get("application_token") if isinstance(auth, dict) else None
        expected = os.environ.get("APPLICATION_TOKEN", "")
        known = expected and isinstance(token, str) and hmac.compare_digest(token.encode(), expected.encode())
        if not known or not isinstance(form.get("event"), str):
            return self.answer(403, "not from a portal that is known here")
        # Accepted: put it where it is not lost, answer, and work later. Here the last one is all that is kept.
        LAST["event"] = {"event": form["event"], "data": form.get("data")}
        self.answer(200, "ok")

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    log_message = lambda *_: None  # paths may hold secrets


ThreadingHTTPServer.request_queue_size = 128
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
