# Runs inside a sandbox that was given a way to the network: listens where programs expect
# a proxy and passes everything on to the socket of the real one, which is outside. It
# decides nothing. Returns once it listens; what carries the bytes is a child of it.
import os
import selectors
import socket
import sys

MOST = 1 << 16


class End:
    """One end of a connection."""

    def __init__(self, peer_of, sock):
        sock.setblocking(False)
        self.sock = sock
        self.peer = peer_of
        self.pending = b''
        self.over = False
        self.shut = False


def serve(door, path):
    watch = selectors.DefaultSelector()
    watch.register(door, selectors.EVENT_READ)

    def wants(end):
        events = 0
        if not end.over and not end.peer.pending:
            events |= selectors.EVENT_READ
        if end.pending:
            events |= selectors.EVENT_WRITE
        known = watch.get_map().get(end.sock.fileno())
        if known is None:
            if events:
                watch.register(end.sock, events, end)
        elif events:
            watch.modify(end.sock, events, end)
        else:
            watch.unregister(end.sock)

    def close(end):
        for each in (end, end.peer):
            if each.sock.fileno() >= 0:
                if each.sock.fileno() in watch.get_map():
                    watch.unregister(each.sock)
                each.sock.close()

    def accept():
        client, _ = door.accept()
        proxy = socket.socket(socket.AF_UNIX)
        try:
            proxy.connect(path)
        except OSError:
            client.close()
            proxy.close()
            return
        one = End(None, client)
        one.peer = End(one, proxy)
        wants(one)
        wants(one.peer)

    def move(end, events):
        if events & selectors.EVENT_READ:
            data = end.sock.recv(MOST)
            end.over = not data
            end.peer.pending += data
        if events & selectors.EVENT_WRITE:
            end.pending = end.pending[end.sock.send(end.pending):]
        for each in (end, end.peer):
            if each.peer.over and not each.pending and not each.shut:
                each.shut = True
                each.sock.shutdown(socket.SHUT_WR)
        if end.shut and end.peer.shut:
            close(end)
        else:
            wants(end)
            wants(end.peer)

    while True:
        for key, events in watch.select():
            end = key.data
            try:
                if end is None:
                    accept()
                elif end.sock.fileno() >= 0:
                    move(end, events)
            except BlockingIOError:
                pass
            except OSError:
                if end is not None:
                    close(end)


def main(path, port):
    door = socket.create_server(('127.0.0.1', int(port)), backlog=64)
    if os.fork():
        os._exit(0)
    # Interruptions are for the program.
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    serve(door, path)


main(sys.argv[1], sys.argv[2])
