import { KUSTOMIZATION_FILES, type Kustomization, readKustomization } from "../units/kustomize/kustomization.ts";
import type { Layout } from "../units/plan.ts";
import type { FileState } from "./file-state.ts";

/** Everything that the engine knows of the files. Replaced as a whole to try something out. */
export interface State {
  /** All files that there are, read or not. */
  readonly listed: Set<string>;
  /** Those of them that are kustomizations. */
  readonly kustomizationFiles: Set<string>;
  /** Replaced file by file with each text. */
  readonly files: Map<string, FileState>;
  /** By directory; dropped when the kustomization's content changes. */
  readonly kustomizations: Map<string, Kustomization | undefined>;
  /** Replaced when files come or go, and when a kustomization changes. */
  layout: Layout;
  isLayoutCurrent: boolean;
  /** Whether it is known which files there are. */
  isListed: boolean;
  /** All files have been read as what they are. */
  isRead: boolean;
}

export function emptyState(): State {
  return {
    listed: new Set(),
    kustomizationFiles: new Set(),
    files: new Map(),
    kustomizations: new Map(),
    layout: { plans: [], byKey: new Map(), roles: new Map(), plansOf: () => [] },
    isLayoutCurrent: false,
    isListed: true,
    isRead: false,
  };
}

/** One to change while the other stays as it is; the sections of files are shared. */
export function copyOf(state: State): State {
  return {
    ...state,
    listed: new Set(state.listed),
    kustomizationFiles: new Set(state.kustomizationFiles),
    files: new Map(state.files),
    kustomizations: new Map(state.kustomizations),
  };
}

/** The kustomization of a directory, read when it is first asked for. */
export function kustomizationOf({ files, kustomizations }: State, directory: string): Kustomization | undefined {
  if (!kustomizations.has(directory)) {
    const file = KUSTOMIZATION_FILES.map((name) => files.get(`${directory}/${name}`)).find(
      (found) => found !== undefined,
    );
    const root = file?.sections.map((section) => section.unpack()).find((found) => found !== undefined);
    kustomizations.set(directory, readKustomization(root));
  }
  return kustomizations.get(directory);
}
