package dev.aura.bus.workspace;

import java.util.List;

/**
 * Reads files of the workspace by their path. No symbolic link is ever followed, nothing
 * outside is ever reached, and whatever cannot be read is a
 * {@link dev.aura.bus.problem.ProblemException}.
 */
public interface WorkspaceReader {

	/**
	 * The paths of the files at or below a path, in their order: that of a file stands
	 * for itself. What is neither file nor folder is left out.
	 * @param most how many there may be
	 */
	List<String> files(String path, int most);

	/**
	 * The bytes of a file.
	 * @param most how many there may be
	 */
	byte[] read(String path, long most);

}
