# SPDX-License-Identifier: Apache-2.0
"""No SDK and no framework: the standard library's HTTP server, telling what it was sent."""

import http.server
import json


class Agent(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.answer({"status": "Healthy"})

    def do_POST(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(
            {"bytes": len(body), "contentType": self.headers.get("Content-Type"), "headers": dict(self.headers.items())}
        )


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
