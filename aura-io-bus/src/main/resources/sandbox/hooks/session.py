# A Python that keeps what programs define. It reads them from stdin, one after the other:
# a line with the sizes in bytes of the code and of what the program reads, then both.
# After each it marks the end of both outputs.


def _serve():
    import ast
    import base64
    import builtins
    import linecache
    import os
    import signal
    import sys
    import traceback
    import types

    longest = 2800
    word = os.environ.pop('AURA_WORD').encode()
    os.environ.pop('AURA_MAIN', None)
    control, out, err = os.dup(0), os.dup(1), os.dup(2)
    main = types.ModuleType('__main__')
    main.__builtins__ = builtins
    sys.modules['__main__'] = main
    sys.argv[:] = ['']
    sys.path[:] = [entry for entry in sys.path if entry != os.path.dirname(__file__)] + [os.getcwd()]
    running = False

    def interrupted(number, frame):
        if running:
            raise KeyboardInterrupt

    def receive(size):
        received = bytearray()
        while len(received) < size:
            piece = os.read(control, size - len(received))
            if not piece:
                os._exit(0)
            received += piece
        return bytes(received)

    def sizes():
        line = b''
        while not line.endswith(b'\n'):
            line += receive(1)
        return map(int, line.split())

    def give(data):
        file = os.memfd_create('stdin')
        with open(file, 'wb', closefd=False) as copy:
            copy.write(data)
        os.lseek(file, 0, os.SEEK_SET)
        os.dup2(file, 0)
        os.close(file)
        sys.stdin = open(0, encoding='utf-8', errors='surrogateescape', closefd=False)

    def evaluate(code, name):
        nonlocal running
        tree = compile(code, name, 'exec', ast.PyCF_ONLY_AST)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        running = True
        exec(compile(tree, name, 'exec'), main.__dict__)
        if last is None:
            return None
        value = eval(compile(ast.Expression(last.value), name, 'eval'), main.__dict__)
        if value is None:
            return None
        main._ = value
        return repr(value)

    def complain(failure):
        report = traceback.TracebackException.from_exception(failure)
        report.stack[:] = [frame for frame in report.stack if frame.filename != __file__]
        sys.stderr.write(''.join(report.format()))

    def execute(code, name):
        """The exit code, and the value of the last expression if there is one."""
        nonlocal running
        try:
            try:
                return 0, evaluate(code, name)
            finally:
                running = False
        except SystemExit as end:
            running = False
            if end.code is None or isinstance(end.code, int):
                return (end.code or 0) & 0xff, None
            sys.stderr.write(str(end.code) + '\n')
            return 1, None
        except BaseException as failure:
            running = False
            complain(failure)
            return 130 if isinstance(failure, KeyboardInterrupt) else 1, None

    def flush():
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            try:
                stream.flush()
            except Exception:
                pass

    def mark(file, note):
        left = b'\0' + word + b' ' + note + b'\n'
        while left:
            left = left[os.write(file, left):]

    def shown(value):
        if value is None:
            return b''
        return b' ' + base64.b64encode(value.encode('utf-8', 'replace')[:longest].decode('utf-8', 'ignore').encode())

    signal.signal(signal.SIGINT, interrupted)
    sys.stdout.reconfigure(line_buffering=True)
    count = 0
    os.write(out, b'\0ready\n')
    while True:
        code_size, input_size = sizes()
        code = receive(code_size)
        give(receive(input_size))
        count += 1
        name = '<execution %d>' % count
        text = code.decode('utf-8', 'replace')
        linecache.cache.pop('<execution %d>' % (count - 100), None)
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
        status, value = execute(code, name)
        flush()
        note = b'done %d' % status
        mark(err, note)
        mark(out, note + shown(value))


_serve()
