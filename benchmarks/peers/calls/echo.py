"""Echo calls by Python's own XML-RPC over one connection that is kept alive; prints how many a second."""
import sys
import time
import xmlrpc.client
from multiprocessing import Pipe, Process
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer


class Handler(SimpleXMLRPCRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True


def serve(pipe):
    server = SimpleXMLRPCServer(("127.0.0.1", 0), requestHandler=Handler, logRequests=False)
    server.register_function(lambda text: text, "echo")
    pipe.send(server.server_address[1])
    server.serve_forever()


if __name__ == "__main__":
    calls, text = int(sys.argv[1]), "x" * int(sys.argv[2])
    near, far = Pipe()
    process = Process(target=serve, args=(far,), daemon=True)
    process.start()
    client = xmlrpc.client.ServerProxy(f"http://127.0.0.1:{near.recv()}")
    for _ in range(200):
        client.echo(text)
    start = time.perf_counter()
    for _ in range(calls):
        client.echo(text)
    print(calls / (time.perf_counter() - start))
    process.terminate()
