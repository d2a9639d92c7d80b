package dev.aura.bus.sandbox;

/**
 * Programs that put files into the folder of a session and get them out. They run inside,
 * so that no path in there is ever followed by the bus.
 *
 * <p>
 * What they say goes to stdout for a {@link FramedFile}, in lines that begin with a mark:
 * {@code data} with a piece of the file in Base64; {@code end} with the size and the
 * SHA-256 of all; {@code fail} with what went wrong, by the name that the C library has
 * for it. Each line is written at once and is no longer than what a pipe takes in one
 * piece, since whatever runs in the background writes there too.
 */
final class SessionFiles {

	private static final String PYTHON = """
			exec('''
			import base64, errno, hashlib, os
			def say(text):
			    os.write(1, (mark + text + os.linesep).encode())
			path = os.path.join(os.environ['HOME'], path)
			try:
			    if limit is None:
			        os.makedirs(os.path.dirname(path), exist_ok=True)
			        with open(path, 'wb') as file, open(0, 'rb', closefd=False) as source:
			            content = source.read()
			            file.write(content)
			    elif not os.path.isfile(path):
			        raise FileNotFoundError(errno.EISDIR if os.path.exists(path) else errno.ENOENT, path)
			    elif os.path.getsize(path) > limit:
			        raise OSError(errno.EFBIG, path)
			    else:
			        with open(path, 'rb') as file:
			            content = file.read()
			        for at in range(0, len(content), 2400):
			            say('data ' + base64.b64encode(content[at:at + 2400]).decode())
			    say('end %%d %%s' %% (len(content), hashlib.sha256(content).hexdigest()))
			except OSError as failure:
			    say('fail ' + errno.errorcode.get(failure.errno, 'EIO'))
			''', {'mark': %1$s, 'path': %2$s, 'limit': %3$s})
			""";

	private static final String JAVASCRIPT = """
			(() => {
			  const fs = require('fs'), path = require('path').join(process.env.HOME, %2$s), limit = %3$s;
			  const say = (text) => {
			    for (;;) {
			      try {
			        return fs.writeSync(1, %1$s + text + '\\n');
			      } catch (failure) {
			        if (failure.code !== 'EAGAIN') throw failure;
			        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
			      }
			    }
			  };
			  try {
			    let content;
			    if (limit === null) {
			      content = fs.readFileSync(0);
			      fs.mkdirSync(require('path').dirname(path), { recursive: true });
			      fs.writeFileSync(path, content);
			    } else {
			      const about = fs.statSync(path);
			      const code = about.isFile() ? about.size > limit ? 'EFBIG' : '' : 'EISDIR';
			      if (code) throw { code };
			      content = fs.readFileSync(path);
			      for (let at = 0; at < content.length; at += 2400) {
			        say('data ' + content.subarray(at, at + 2400).toString('base64'));
			      }
			    }
			    say('end ' + content.length + ' ' + require('crypto').createHash('sha256').update(content).digest('hex'));
			  } catch (failure) {
			    say('fail ' + (failure.code ?? 'EIO'));
			  }
			})();
			""";

	/** In a shell of its own, so that nothing of it stays. */
	private static final String BASH = """
			( aura_say() { builtin printf '%%s%%s\\n' %1$s "$*"; }
			  aura_end() { aura_say end "$(command stat -L -c %%s %2$s)" "$(command sha256sum < %2$s)"; }
			  cd
			  %3$s ) 2>/dev/null
			""";

	private static final String BASH_IN = """
			if command mkdir -p -- "$(command dirname -- %2$s)" && command cat > %2$s; then aura_end
			  elif [ "$(command df --output=avail . | command tail -n 1)" -lt 4 ]; then aura_say fail ENOSPC
			  else aura_say fail EIO; fi""";

	private static final String BASH_OUT = """
			if [ ! -e %2$s ]; then aura_say fail ENOENT
			  elif [ ! -f %2$s ]; then aura_say fail EISDIR
			  elif [ "$(command stat -L -c %%s %2$s)" -gt %3$d ]; then aura_say fail EFBIG
			  else command base64 -w 3200 %2$s | command sed -u 's/^/%1$sdata /'; aura_end; fi""";

	private SessionFiles() {
	}

	/**
	 * A program that makes its stdin a file.
	 * @param mark begins what it says; letters, digits and hyphens
	 * @param path below the folder of the session
	 */
	static String put(Language language, String mark, String path) {
		return switch (language.name()) {
			case "python" -> PYTHON.formatted(quoted(mark), quoted(path), "None");
			case "javascript" -> JAVASCRIPT.formatted(quoted(mark), quoted(path), "null");
			default -> BASH.formatted(mark, shell(path), BASH_IN.formatted(mark, shell(path)));
		};
	}

	/**
	 * A program that says what a file holds.
	 * @param mark begins what it says; letters, digits and hyphens
	 * @param most bytes that it may have
	 */
	static String get(Language language, String mark, String path, long most) {
		return switch (language.name()) {
			case "python" -> PYTHON.formatted(quoted(mark), quoted(path), most);
			case "javascript" -> JAVASCRIPT.formatted(quoted(mark), quoted(path), most);
			default -> BASH.formatted(mark, shell(path), BASH_OUT.formatted(mark, shell(path), most));
		};
	}

	/** A literal of Python and of JavaScript. */
	private static String quoted(String text) {
		StringBuilder literal = new StringBuilder("\"");
		text.codePoints().forEach((point) -> {
			if (point == '"' || point == '\\' || point < ' ' || point == 0x2028 || point == 0x2029 || point == 0x7f) {
				literal.append("\\u%04x".formatted(point));
			}
			else {
				literal.appendCodePoint(point);
			}
		});
		return literal.append('"').toString();
	}

	private static String shell(String text) {
		return "'./" + text.replace("'", "'\\''") + "'";
	}

}
