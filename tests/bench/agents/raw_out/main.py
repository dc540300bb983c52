"""Writes as many bytes as it is asked for to the socket."""
import json
import os
import socket

PIECE = os.urandom(1 << 18)


def head(connection, content_type, length):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                       % (content_type, length))


def serve(connection):
    with connection.makefile("rb") as request:
        line, length = request.readline(), 0
        while (header := request.readline().lower().strip()):
            if header.startswith(b"content-length:"):
                length = int(header.split(b":", 1)[1])
        if line.startswith(b"GET /ping"):
            body = b'{"status":"Healthy"}'
            head(connection, b"application/json", len(body))
            connection.sendall(body)
            return
        left = json.loads(request.read(length))["bytes"]
        head(connection, b"application/octet-stream", left)
        while left > 0:
            left -= connection.send(PIECE[:left])


listener = socket.create_server(("0.0.0.0", 8080), backlog=64)
while True:
    connection, _ = listener.accept()
    with connection:
        serve(connection)
