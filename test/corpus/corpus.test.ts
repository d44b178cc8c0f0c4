import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type FoundInRepository, repositoriesIn } from "../../scripts/corpus/repository.ts";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { severityRank } from "../../server/src/core/settings/settings.ts";
import { precisionTable, type Reviewed, readReview } from "./review.ts";

/** Real repositories, which are no part of the project. */
const CORPUS = join(import.meta.dirname, "../../../shared/corpus/dev");
const skip = existsSync(CORPUS) ? false : `there are no real repositories at ${CORPUS}`;

const review = readReview();

test("the review names rules that there are, and each finding once", () => {
  const ids = new Set(RULES.map(({ id }) => id));
  assert.deepEqual(
    review.filter(({ rule }) => !ids.has(rule)),
    [],
  );
  const keys = review.map(({ rule, level, place }) => `${rule} ${level} ${place}`);
  assert.deepEqual(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  );
});

test("the precision in the README is that of the review", () => {
  const readme = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
  assert.ok(readme.includes(precisionTable(review).join("\n")), precisionTable(review).join("\n"));
});

describe("findings in real repositories", { skip }, () => {
  const found = skip === false ? repositoriesIn(CORPUS).flatMap(({ findings }) => findings) : [];
  const at = new Map<string, FoundInRepository[]>();
  for (const finding of found) {
    const place = placeOf(finding);
    at.set(place, [...(at.get(place) ?? []), finding]);
  }

  for (const row of review)
    test(`${row.verdict}: ${row.level} ${row.rule} ${row.place}`, () => {
      const { rule, level, place, on } = row;
      assert.ok(existsSync(join(CORPUS, place.slice(0, place.lastIndexOf(":")))), "the file is gone");
      const here = (at.get(place) ?? []).filter((finding) => finding.rule === rule);
      if (row.verdict === "wrong")
        assert.deepEqual(
          here.filter((finding) => isAsGrave(finding, row)),
          [],
        );
      else
        assert.deepEqual(
          here.map((finding) => [finding.level, firstLine(finding.on)]),
          [[level, on]],
        );
    });

  test("every error and every warning has been reviewed", () => {
    const right = new Set(review.filter(({ verdict }) => verdict === "right").map(({ rule, place }) => rule + place));
    const grave = found.filter(({ level }) => level === "error" || level === "warning");
    assert.deepEqual(
      grave
        .filter((finding) => !right.has(finding.rule + placeOf(finding)))
        .map((finding) => [placeOf(finding), finding.text]),
      [],
    );
  });
});

function placeOf({ file, line }: FoundInRepository): string {
  return `${file}:${line}`;
}

function isAsGrave({ level }: FoundInRepository, reviewed: Reviewed): boolean {
  return severityRank(level) >= severityRank(reviewed.level);
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/)[0] ?? "";
}
