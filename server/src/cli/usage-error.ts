/** What the user can mend in the call; the message says how. The command ends with 2. */
export class UsageError extends Error {}
