import type { Random } from "./random.ts";

const SUBJECTS = [
  "order",
  "cart",
  "search",
  "mail",
  "billing",
  "user",
  "stock",
  "price",
  "image",
  "audit",
  "chat",
  "map",
];
const ROLES = [
  "api",
  "worker",
  "gateway",
  "cache",
  "index",
  "proxy",
  "agent",
  "ui",
  "queue",
  "sync",
  "store",
  "exporter",
];
const TEAMS = ["payments", "platform", "web", "data", "observability", "identity", "logistics", "edge"];
const WORDS =
  "the node port pods traffic service request cluster value default when used sets number list name field each for of to is and a be must may which from field selector policy address container volume specified".split(
    " ",
  );

export function appName(random: Random): string {
  return `${random.pick(SUBJECTS)}-${random.pick(ROLES)}-${random.integer(1, 999)}`;
}

export function teamName(random: Random): string {
  return random.pick(TEAMS);
}

export function image(random: Random, name: string): string {
  return `registry.example.com/${random.pick(TEAMS)}/${name}:v${random.integer(0, 4)}.${random.integer(0, 30)}.${random.integer(0, 9)}`;
}

/** Words as in a description, `length` characters or a little more. */
export function prose(random: Random, length: number): string {
  let text = random.pick(WORDS);
  while (text.length < length) text += ` ${random.pick(WORDS)}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A name in the camel case of the API's fields. */
export function fieldName(random: Random): string {
  const [first = "", ...others] = Array.from({ length: random.integer(1, 3) }, () => random.pick(WORDS));
  return first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** An environment variable's name. */
export function variableName(random: Random): string {
  return Array.from({ length: random.integer(2, 4) }, () => random.pick(WORDS).toUpperCase()).join("_");
}
