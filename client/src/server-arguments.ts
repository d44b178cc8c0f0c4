/**
 * What node is told when it starts the server. Reading a workspace leaves much behind that is needed for a moment only;
 * left to itself V8 makes room for 64 MB of it before it clears up, several times what the server keeps.
 */
export const SERVER_ARGUMENTS: readonly string[] = ["--max-semi-space-size=4"];
