"""A web server, the same with TLS, and a proxy that logs what it is asked for: python3 servers.py PORT (and the two after it)."""
import http.client
import json
import select
import socket
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

PORT = int(sys.argv[1])


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True


class Web(Quiet):
    def do_GET(self):
        if self.path == "/away":
            return self.answer(302, b"", [("Location", "/here")])
        said = {name: self.headers.get(name) for name in ("Proxy-Authorization", "Authorization", "Host")}
        return self.answer(200, json.dumps({"path": self.path, **said}).encode(), [("Content-Type", "application/json")])


class Proxy(Quiet):
    def note(self):
        with open("proxy.log", "a") as log:
            log.write(f"{self.command} {self.path} {self.headers.get('Proxy-Authorization')}\n")

    def do_GET(self):
        self.note()
        if "refused" in self.path:
            return self.answer(407, b"log in first", [("Proxy-Authenticate", 'Basic realm="p"'), ("Content-Type", "text/plain")])
        url = urlsplit(self.path)
        server = http.client.HTTPConnection(url.netloc)
        sent = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy")}
        server.request("GET", url.path, headers=sent)
        got = server.getresponse()
        kept = [(name, value) for name, value in got.getheaders() if name.lower() in ("content-type", "location")]
        return self.answer(got.status, got.read(), kept)

    def do_CONNECT(self):
        self.note()
        host, port = self.path.split(":")
        if port == "1":
            return self.answer(403)
        with socket.create_connection((host, int(port))) as server:
            self.send_response_only(200)
            self.end_headers()
            ends = {self.connection: server, server: self.connection}
            while True:
                for one in select.select(list(ends), [], [])[0]:
                    data = one.recv(65536)
                    if not data:
                        self.close_connection = True
                        return None
                    ends[one].sendall(data)


def serve(port, handler, tls=None):
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever).start()


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("cert.pem", "key.pem")
serve(PORT, Web)
serve(PORT + 1, Web, context)
serve(PORT + 2, Proxy)
