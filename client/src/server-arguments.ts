/**
 * What node is told when it starts the server. Reading a workspace leaves much behind that is needed for a moment only;
 * left to itself V8 lets 64 MB of it gather before it clears up, several times what the server keeps. It clears up no slower
 * for doing so more often.
 */
export const SERVER_ARGUMENTS: readonly string[] = ["--max-semi-space-size=1"];
