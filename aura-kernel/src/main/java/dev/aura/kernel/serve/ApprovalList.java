package dev.aura.kernel.serve;

import java.util.List;

/**
 * Calls that wait for a person.
 *
 * @param approvals oldest run first
 */
record ApprovalList(List<Approval> approvals) {

	/**
	 * One call.
	 *
	 * @param question what would happen: a diff, a program, an address
	 */
	record Approval(String run, int step, int call, String tool, String arguments, String question) {
	}

}
