#!/usr/bin/env python3
"""moto, an independent AutoScaling and EC2 service in Python, on a free port of this machine; prints the port on a line of its own.

Threads and connections that stay open, as ours has them; nothing is logged for each request.
"""
import logging

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
