/**
 * What node is told when it starts the server. Reading a workspace leaves much behind that is needed for a moment only. Left to
 * itself V8 lets 64 MB of it gather before it clears up, several times what the server keeps; in too small a room it takes for
 * lasting what is not, which costs more of both memory and time.
 */
export const SERVER_ARGUMENTS: readonly string[] = ["--max-semi-space-size=4"];

/**
 * Variables for the server's environment. glibc gives every thread that V8 compiles and clears up in an arena of its own, which
 * it hardly ever gives back: one for all saves some megabytes, and keeps the peak from jumping about.
 */
export const SERVER_ENVIRONMENT: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: "1" };
