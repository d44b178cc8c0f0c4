import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");
export const core = join(root, "server/src/core");
