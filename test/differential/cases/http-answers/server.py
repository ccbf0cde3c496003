"""A web server whose answers are the same every time: python3 server.py PORT."""
import base64
import gzip
import hashlib
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FILE = b"content of the file\n"
SINCE = "Wed, 01 Jan 2020 00:00:00 GMT"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def answer(self, status, body=b"", headers=(), reason=None):
        self.send_response_only(status, reason)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.close_connection = True

    def handle_one(self):
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        path = urlsplit(self.path).path
        # wget can not be kept from saying that it accepts anything.
        sent = [(k.lower(), v) for k, v in self.headers.items() if k.lower() != "host"]
        sent = sorted(pair for pair in sent if pair != ("accept", "*/*"))
        text = [("Content-Type", "text/plain")]
        echo = json.dumps({"method": self.command, "path": self.path, "headers": sent, "body": body.decode("latin-1")})
        if path == "/json":
            return self.answer(200, b'{"a": 1.0, "b": [1, null], "c": "{{ x }}"}', [("Content-Type", "application/json; charset=utf-8")])
        if path == "/suffix":
            return self.answer(200, b'{"a": true}', [("Content-Type", "application/problem+json")])
        if path == "/badjson":
            return self.answer(200, b"{", [("Content-Type", "application/json")])
        if path == "/latin":
            return self.answer(200, "gr\u00fc\u00df".encode("latin-1"), [("Content-Type", "text/plain; charset=iso-8859-1")])
        if path == "/echo":
            return self.answer(200, echo.encode(), [("Content-Type", "application/json")])
        if path == "/created":
            return self.answer(201, b"made", text, "Made Just Now")
        if path == "/teapot":
            return self.answer(418, b'{"error": "short"}', [("Content-Type", "application/json"), ("X-One", "1"), ("Set-Cookie", "no=1")], "Short And Stout")
        if path == "/cookies":
            return self.answer(302, b"", [("Set-Cookie", "one=1; Path=/"), ("Set-Cookie", "two=a=b; Path=/"), ("Location", "/more-cookies")])
        if path == "/more-cookies":
            return self.answer(200, echo.encode(), [("Content-Type", "application/json"), ("Set-Cookie", "three=3; Path=/"), ("Set-Cookie", "one=11; Path=/"), ("X-Twice", "a"), ("X-Twice", "b")])
        if path.startswith("/to/"):
            _, _, code, *rest = path.split("/")
            return self.answer(int(code), b"moved", [*text, ("Location", "/" + "/".join(rest) if rest else "/echo")])
        if path == "/circle":
            return self.answer(302, b"", [("Location", "/circle")])
        if path == "/basic":
            wanted = "Basic " + base64.b64encode(b"me:pa ss").decode()
            if self.headers.get("Authorization") == wanted:
                return self.answer(200, echo.encode(), [("Content-Type", "application/json")])
            return self.answer(401, b"who?", [*text, ("WWW-Authenticate", 'Basic realm="here"')])
        if path == "/digest":
            return self.digest()
        if path == "/gzip":
            return self.answer(200, gzip.compress(FILE, mtime=0), [*text, ("Content-Encoding", "gzip")])
        if path == "/file":
            if self.headers.get("If-Modified-Since"):
                return self.answer(304, b"", [("X-Since", self.headers["If-Modified-Since"])])
            return self.answer(200, FILE, [*text, ("Last-Modified", SINCE), ("X-Cache", self.headers.get("Cache-Control", "none"))])
        if path == "/named":
            return self.answer(200, FILE, [*text, ("Content-Disposition", 'attachment; filename="../given.txt"')])
        if path == "/sums":
            return self.answer(200, (hashlib.sha256(b"x").hexdigest() + "  other\n" + hashlib.sha256(FILE).hexdigest() + " *./file\n").encode(), text)
        if path == "/bsd-sums":
            return self.answer(200, ("SHA256 (file) = " + hashlib.sha256(FILE).hexdigest() + "\n").encode(), text)
        if path == "/one-sum":
            return self.answer(200, (hashlib.sha256(FILE).hexdigest() + "\n").encode(), text)
        if path == "/empty":
            return self.answer(200)
        return self.answer(404, b"nothing here", text)

    def digest(self):
        given = self.headers.get("Authorization", "")
        if not given.startswith("Digest "):
            return self.answer(401, b"who?", [("WWW-Authenticate", 'Digest realm="here", nonce="abc", qop="auth", opaque="xyz", algorithm=MD5')])
        fields = dict(part.strip().split("=", 1) for part in given[7:].split(", "))
        fields = {name: value.strip('"') for name, value in fields.items()}
        md5 = lambda text: hashlib.md5(text.encode()).hexdigest()
        first, last = md5("me:here:pa ss"), md5(self.command + ":" + self.path)
        wanted = md5(":".join([first, "abc", fields["nc"], fields["cnonce"], "auth", last]))
        fine = fields["response"] == wanted and fields["uri"] == self.path and fields["opaque"] == "xyz"
        return self.answer(200 if fine else 403, b"known" if fine else b"wrong", [("Content-Type", "text/plain")])

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = handle_one


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
