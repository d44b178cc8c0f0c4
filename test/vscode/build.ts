import { compileSuites } from "./suites.ts";

/** Bundles the tests, for a debugger that starts VS Code itself. */
await compileSuites();
