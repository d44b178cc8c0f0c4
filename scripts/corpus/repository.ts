import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { stderr } from "node:process";
import { readResources } from "../../server/src/core/kubernetes/resource.ts";
import type { Severity } from "../../server/src/core/settings/settings.ts";
import { linesOf } from "../../server/src/core/text/lines.ts";
import type { ObjectRef } from "../../server/src/core/workspace/finding.ts";
import { relevanceOf } from "../../server/src/core/workspace/prefilter.ts";
import { parseSection } from "../../server/src/core/yaml/parse.ts";
import { type Section, splitSections } from "../../server/src/core/yaml/split.ts";
import { DEFAULT_EXCLUDE } from "../../server/src/host/host.ts";
import { loadPaths } from "../../server/src/host/load.ts";
import { readContent } from "../../server/src/host/node.ts";
import { createProject } from "../../server/src/host/project.ts";

/** What is found in one repository, with the default settings, as if its folder had been opened. */
export interface Repository {
  readonly name: string;
  /** Documents that name an apiVersion and a kind, and the items of lists. */
  readonly objects: number;
  readonly findings: readonly FoundInRepository[];
}

export interface FoundInRepository {
  readonly rule: string;
  readonly level: Severity;
  /** The file below the folder of all repositories, with `/`. */
  readonly file: string;
  /** 1-based, as is `documentLine`: where the finding's document begins. */
  readonly line: number;
  readonly documentLine: number;
  /** The text that the finding lies on. */
  readonly on: string;
  readonly object: ObjectRef;
  readonly text: string;
}

/** Each immediate subfolder of a folder is a repository. */
export function repositoriesIn(folder: string): Repository[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => readRepository(folder, name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readRepository(folder: string, name: string): Repository {
  const log = (message: string): boolean => stderr.write(`${message}\n`);
  const project = createProject({ root: undefined, config: {}, exclude: DEFAULT_EXCLUDE, gitignore: true, log });
  const paths = loadPaths(project, [join(folder, name)]);
  let objects = 0;
  const findings: FoundInRepository[] = [];
  for (const [uri, path] of paths) {
    const content = readContent(path, project.maxFileSize);
    if (content.type !== "text") continue;
    const { text } = content;
    const lines = linesOf(text);
    const sections = splitSections(text);
    objects += sections.reduce((sum, section) => sum + objectsIn(section), 0);
    const file = relative(folder, path).replaceAll(sep, "/");
    for (const { rule, level, start, end, object, text: message } of project.workspace.findings(uri)) {
      const line = lines.positionAt(start).line + 1;
      const document = sections.findLast((section) => section.start <= start)?.start ?? 0;
      const documentLine = lines.positionAt(document).line + 1;
      findings.push({ rule, level, file, line, documentLine, on: text.slice(start, end), object, text: message });
    }
  }
  return { name, objects, findings };
}

const KIND = /^["']?kind["']?[ \t]*:/m;
const API_VERSION = /^["']?apiVersion["']?[ \t]*:[ \t]*(.*)/m;
/** Read by kustomize, never sent to a cluster. */
const KUSTOMIZE = "kustomize.config.k8s.io";

function objectsIn({ text, openBlocks }: Section): number {
  if (relevanceOf(text).type === "parse") return readResources(parseSection(text, openBlocks)).length;
  const [, apiVersion] = API_VERSION.exec(text) ?? [];
  return apiVersion !== undefined && KIND.test(text) && !apiVersion.includes(KUSTOMIZE) ? 1 : 0;
}
