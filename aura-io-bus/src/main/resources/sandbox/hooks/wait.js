// Required by Node before it opens its main file: waits for that file to come on stdin.
// What is left on stdin is the program's.
'use strict';
if (process.env.AURA_MAIN) {
  const fs = require('fs');
  const main = process.env.AURA_MAIN;
  delete process.env.AURA_MAIN;
  // Workers and forks would be given the option, too.
  process.execArgv.splice(process.execArgv.indexOf('--require'), 2);
  fs.writeSync(1, '\0ready\n');
  const byte = Buffer.alloc(1);
  let size = '';
  while (!size.endsWith('\n')) {
    if (fs.readSync(0, byte, 0, 1, null) === 0) process.reallyExit(0);
    size += byte.toString('latin1');
  }
  const code = Buffer.alloc(parseInt(size));
  for (let at = 0; at < code.length;) {
    const count = fs.readSync(0, code, at, code.length - at, null);
    if (count === 0) process.reallyExit(0);
    at += count;
  }
  fs.writeFileSync(main, code, { flag: 'wx', mode: 0o444 });
  delete require.cache[__filename];
}
