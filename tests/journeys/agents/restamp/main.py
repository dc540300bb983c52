# SPDX-License-Identifier: Apache-2.0
"""Answers every ping with the present time as time_of_last_update: a common mistake."""

import http.server
import json
import time


class Agent(http.server.BaseHTTPRequestHandler):
    def answer(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.answer({"status": "Healthy", "time_of_last_update": int(time.time())})

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer({"ok": True})


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
