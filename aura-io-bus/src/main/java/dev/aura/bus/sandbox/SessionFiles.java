package dev.aura.bus.sandbox;

/**
 * Programs that put files into the folder of a session and get them out. What may go
 * wrong they say on stderr, by the name that the C library has for it. They run inside,
 * so that no path in there is ever followed by the bus.
 */
final class SessionFiles {

	private static final String PYTHON = """
			exec('''
			import errno, os, sys
			path = os.path.join(os.environ['HOME'], path)
			try:
			    if limit is None:
			        os.makedirs(os.path.dirname(path), exist_ok=True)
			        with open(path, 'wb') as file, open(0, 'rb', closefd=False) as source:
			            file.write(source.read())
			    elif not os.path.isfile(path):
			        raise FileNotFoundError(errno.EISDIR if os.path.exists(path) else errno.ENOENT, path)
			    elif os.path.getsize(path) > limit:
			        raise OSError(errno.EFBIG, path)
			    else:
			        with open(path, 'rb') as file:
			            left = file.read()
			        while left:
			            left = left[os.write(1, left):]
			except OSError as failure:
			    os.write(2, errno.errorcode.get(failure.errno, 'EIO').encode())
			''', {'path': %1$s, 'limit': %2$s})
			""";

	private static final String JAVASCRIPT = """
			(() => {
			  const fs = require('fs'), path = require('path').join(process.env.HOME, %1$s), limit = %2$s;
			  try {
			    if (limit === null) {
			      fs.mkdirSync(require('path').dirname(path), { recursive: true });
			      fs.writeFileSync(path, fs.readFileSync(0));
			    } else {
			      const about = fs.statSync(path);
			      const code = about.isFile() ? about.size > limit ? 'EFBIG' : '' : 'EISDIR';
			      if (code) throw { code };
			      process.stdout.write(fs.readFileSync(path));
			    }
			  } catch (failure) {
			    process.stderr.write(failure.code ?? 'EIO');
			  }
			})();
			""";

	private static final String BASH_IN = """
			( cd && { command mkdir -p -- "$(command dirname -- %1$s)" && command cat > %1$s; } 2>/dev/null) ||
			  if [ "$(command df --output=avail ~ | command tail -n 1)" -lt 4 ]; then printf ENOSPC >&2; else printf EIO >&2; fi
			""";

	private static final String BASH_OUT = """
			( cd && if [ ! -e %1$s ]; then printf ENOENT >&2; elif [ ! -f %1$s ]; then printf EISDIR >&2
			  elif [ "$(command stat -L -c %%s %1$s)" -gt %2$s ]; then printf EFBIG >&2; else command cat %1$s 2>/dev/null || printf EIO >&2; fi )
			""";

	private SessionFiles() {
	}

	/**
	 * A program that makes its stdin a file.
	 * @param path below the folder of the session
	 */
	static String put(Language language, String path) {
		return switch (language.name()) {
			case "python" -> PYTHON.formatted(quoted(path), "None");
			case "javascript" -> JAVASCRIPT.formatted(quoted(path), "null");
			default -> BASH_IN.formatted(shell(path));
		};
	}

	/**
	 * A program that writes a file to stdout.
	 * @param most bytes that it may have
	 */
	static String get(Language language, String path, long most) {
		return switch (language.name()) {
			case "python" -> PYTHON.formatted(quoted(path), most);
			case "javascript" -> JAVASCRIPT.formatted(quoted(path), most);
			default -> BASH_OUT.formatted(shell(path), most);
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
