"""A log server as Python's documentation has it: a thread for each connection, frames of four bytes of length and a record as JSON, one line each into a file.

Prints its port; with each line of its input, how many records it has taken.
"""
import json
import logging
import socketserver
import struct
import sys
import threading

log = logging.getLogger("nodes")
log.propagate = False
log.setLevel(logging.DEBUG)
handler = logging.FileHandler(sys.argv[1])
handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
log.addHandler(handler)
taken, gate = [0], threading.Lock()


class Frames(socketserver.StreamRequestHandler):
    def handle(self):
        while len(head := self.rfile.read(4)) == 4:
            log.handle(logging.makeLogRecord(json.loads(self.rfile.read(struct.unpack(">L", head)[0]))))
            with gate:
                taken[0] += 1


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


with Server(("127.0.0.1", 0), Frames) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    for _ in sys.stdin:
        with gate:
            print(taken[0], flush=True)
