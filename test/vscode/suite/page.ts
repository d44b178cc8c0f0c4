import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { QUESTION, type Question, type Seen } from "../question.ts";
import { pause } from "./support.ts";

/** Whether the launcher sees the window and says what is there: an extension cannot see it. */
export const isPageSeen = env.PORTOLAN_PAGE !== undefined;

let asked = 0;

/** The elements of the window that a selector finds, as soon as there are any. */
export async function seen(selector: string): Promise<readonly Seen[]> {
  const end = Date.now() + 10_000;
  for (;;) {
    const elements = await ask({ id: asked++, selector });
    if (elements.length > 0) return elements;
    if (Date.now() > end) throw new Error(`nothing in the window is ${selector}`);
    await pause(100);
  }
}

async function ask(question: Question): Promise<readonly Seen[]> {
  const answer = join(env.PORTOLAN_PAGE ?? "", `${question.id}.json`);
  console.log(QUESTION + JSON.stringify(question));
  while (!existsSync(answer)) await pause(20);
  return JSON.parse(readFileSync(answer, "utf8")) as Seen[];
}
