"""Reads a request's body as raw bytes from the socket and answers with their number."""
import json
import socket

BUFFER = bytearray(1 << 20)


def answer(connection, status, body):
    text = json.dumps(body).encode()
    connection.sendall(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                       b"Connection: close\r\n\r\n%s" % (status, len(text), text))


def serve(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return
        head += piece
    head, body = head.split(b"\r\n\r\n", 1)
    if head.startswith(b"GET /ping"):
        answer(connection, b"200 OK", {"status": "Healthy"})
        return
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":", 1)[1])
    got = len(body)
    while got < length:
        n = connection.recv_into(BUFFER)
        if n == 0:
            break
        got += n
    answer(connection, b"200 OK", {"bytes": got})


listener = socket.create_server(("0.0.0.0", 8080), backlog=64)
while True:
    connection, _ = listener.accept()
    with connection:
        serve(connection)
