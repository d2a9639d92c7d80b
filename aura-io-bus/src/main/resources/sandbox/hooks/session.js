// A Node that keeps what programs define. It reads them from stdin, one after the other: a
// line with the sizes in bytes of the code and of what the program reads, then both. After
// each, once nothing is left that it waits for, it marks the end of both outputs.
'use strict';
const fs = require('fs');
const inspector = require('inspector');
const Module = require('module');
const path = require('path');
const util = require('util');
const vm = require('vm');

const LONGEST = 900;
const OURS = /^ +at .*(node:inspector|node:internal|\/session\.js:|aura:)/;
const word = process.env.AURA_WORD;
const input = path.join(path.dirname(process.env.AURA_MAIN), 'input');
delete process.env.AURA_WORD;
delete process.env.AURA_MAIN;
process.argv.splice(1);
// Sh put it there; 0 is for what programs read.
const control = 3;
const session = new inspector.Session();
session.connect();
globalThis.require = Module.createRequire(process.cwd() + '/');
let count = 0;
let running = null;
// Something goes on after the program that began it, so there is no moment when all is done.
let lingering = false;
let exiting = false;

function write(file, text) {
  let left = Buffer.from(text);
  while (left.length) {
    try {
      left = left.subarray(fs.writeSync(file, left));
    } catch (failure) {
      if (failure.code !== 'EAGAIN') throw failure;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function receive(size) {
  const all = Buffer.alloc(size);
  for (let at = 0; at < size;) {
    const received = fs.readSync(control, all, at, size - at, null);
    if (received === 0) process.reallyExit(0);
    at += received;
  }
  return all;
}

function sizes() {
  let line = '';
  while (!line.endsWith('\n')) line += receive(1).toString('latin1');
  return line.trim().split(' ').map(Number);
}

function give(bytes) {
  fs.writeFileSync(input, bytes);
  fs.closeSync(0);
  fs.openSync(input, 'r');
  let stream;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    get: () => stream ??= fs.createReadStream('', { fd: 0, autoClose: false, start: 0 }),
  });
}

function mark({ status, value }) {
  running = null;
  const note = value === undefined ? '' : ' ' + Buffer.from(value.slice(0, LONGEST)).toString('base64');
  write(2, `\0${word} done ${status}\n`);
  write(1, `\0${word} done ${status}${note}\n`);
}

function complain(text) {
  const lines = text.split('\n');
  const ours = lines.findIndex((line) => OURS.test(line));
  write(2, (ours < 0 ? lines : lines.slice(0, ours)).join('\n') + '\n');
}

function finish(program, status, value) {
  if (program !== running || program.over) return;
  Object.assign(program, { over: true, status, value });
  if (lingering) setImmediate(next);
}

function answered(program, { result, exceptionDetails }) {
  if (exiting) return;
  if (exceptionDetails) {
    complain(result.subtype === 'error' ? result.description : 'Uncaught ' + (result.description ?? util.inspect(result.value)));
    finish(program, 1);
  } else if (result.objectId) {
    program.show = (value) => finish(program, 0, util.inspect(value));
    const parameters = { objectId: result.objectId, functionDeclaration: 'function () { globalThis[Symbol.for("aura")].show(this) }' };
    session.post('Runtime.callFunctionOn', parameters, () => finish(program, 0));
  } else {
    finish(program, 0, result.type === 'undefined' ? undefined : result.unserializableValue ?? util.inspect(result.value));
  }
}

function evaluate(program, code) {
  program.begin = () => session.post('Runtime.evaluate', {
    expression: `${code}\n//# sourceURL=execution-${count}`, replMode: true,
  }, (failure, answer) => answered(program, answer ?? { result: {}, exceptionDetails: failure }));
  Object.defineProperty(globalThis, Symbol.for('aura'), { value: program, configurable: true, enumerable: false });
  try {
    vm.runInThisContext('globalThis[Symbol.for("aura")].begin()', { filename: 'aura', breakOnSigint: true });
  } catch (failure) {
    if (failure.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw failure;
    complain('Interrupted');
    finish(program, 130);
  }
}

function next() {
  if (running) mark(running.over ? running : { status: 13 });
  const [size, more] = sizes();
  const code = receive(size).toString();
  give(receive(more));
  count++;
  running = { over: false, status: 0 };
  evaluate(running, code);
  // Keeps Node from ending before it has asked once more whether all is done.
  setImmediate(() => {});
}

process.on('SIGINT', () => {
  if (running && !running.over) {
    complain('Interrupted');
    lingering = true;
    finish(running, 130);
  } else if (running) {
    running.status = 130;
    lingering = true;
    setImmediate(next);
  }
});
process.on('uncaughtException', (failure) => {
  complain(failure instanceof Error ? failure.stack : 'Uncaught ' + util.inspect(failure));
  if (running) running.status = 1;
});
process.on('exit', () => { exiting = true; });
process.on('beforeExit', next);
write(1, '\0ready\n');
