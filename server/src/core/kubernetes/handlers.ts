import { type Field, integerOrStringField, mapField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import type { Container } from "./pod-spec.ts";

/** What a probe or a lifecycle hook of a container dials. */
export interface Handler {
  readonly map: YamlMap;
  /** The API's path: `spec.containers[0].livenessProbe.httpGet`. */
  readonly path: string;
  /** A number, or the name of a port of the same container. */
  readonly port: Field<number | string>;
  /** Whether an earlier handler of the same probe hides it: the server then refuses it unread. Undefined where a template decides. */
  readonly hidden: boolean | undefined;
}

const HOLDERS = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];
/** In the order in which the server reads them. */
const KINDS = ["exec", "httpGet", "tcpSocket"];

/**
 * The `httpGet` and `tcpSocket` handlers of a container's probes and hooks. A `grpc` handler has a number, never a name.
 * Source: kubernetes pkg/apis/core/validation `validateHandler`.
 */
export function handlersOf(container: Pick<Container, "map" | "path">): readonly Handler[] {
  return HOLDERS.flatMap((keys) => {
    const holder = descend(container.map, keys);
    if (!holder) return [];
    const fields = KINDS.map((kind) => ({ kind, field: mapField(holder, kind) }));
    return fields.flatMap(({ kind, field }, index) => {
      if (kind === "exec" || field.kind !== "present") return [];
      const before = fields.slice(0, index).map((other) => other.field.kind);
      return {
        map: field.value,
        path: [container.path, ...keys, kind].join("."),
        port: integerOrStringField(field.value, "port"),
        hidden: before.includes("present") ? true : before.includes("opaque") ? undefined : false,
      };
    });
  });
}

function descend(map: YamlMap, keys: readonly string[]): YamlMap | undefined {
  let inner: YamlMap | undefined = map;
  for (const key of keys) {
    const field: Field<YamlMap> = mapField(inner, key);
    inner = field.kind === "present" ? field.value : undefined;
  }
  return inner;
}
