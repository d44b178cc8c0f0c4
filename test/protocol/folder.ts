import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";

/** A folder on disk. */
export interface Folder {
  readonly root: string;
  /** Writes a file, and the folders that it wants; its URI. */
  write(name: string, text: string): string;
  remove(name: string): void;
}

/** A new folder, which is removed with the test. Its name has a blank in it, as people's folders have. */
export function temporaryFolder(context: TestContext): Folder {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "portolan protocol-")));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return {
    root: pathToFileURL(directory).href,
    write(name, text) {
      const path = join(directory, name);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, text);
      return pathToFileURL(path).href;
    },
    remove: (name) => rmSync(join(directory, name)),
  };
}
