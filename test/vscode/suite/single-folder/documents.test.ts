import assert from "node:assert/strict";
import { type Disposable, languages, Uri, workspace } from "vscode";
import { file, findingOf, findings, show, staysSilent } from "../support.ts";

const RULE = "host-network-port-mismatch";

suite("which documents are checked", () => {
  const disposables: Disposable[] = [];

  teardown(() => {
    for (const disposable of disposables.splice(0)) disposable.dispose();
  });

  async function manifest(): Promise<string> {
    return (await workspace.openTextDocument(file("proxy.yaml"))).getText();
  }

  test("an untitled document", async () => {
    const document = await workspace.openTextDocument({ language: "yaml", content: await manifest() });
    await show(document.uri);
    await findingOf(document.uri, RULE);
  });

  test("a document of the language helm, as the Kubernetes extension makes them", async () => {
    const document = await workspace.openTextDocument({ language: "helm", content: await manifest() });
    await show(document.uri);
    await findingOf(document.uri, RULE);
  });

  test("JSON", async () => {
    const content = JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "proxy" },
      spec: {
        hostNetwork: true,
        containers: [{ name: "proxy", image: "proxy:1", ports: [{ containerPort: 8080, hostPort: 80 }] }],
      },
    });
    const document = await workspace.openTextDocument({ language: "json", content });
    await show(document.uri);
    await findingOf(document.uri, RULE);
  });

  test("not the old side of a diff", async () => {
    const text = await manifest();
    disposables.push(
      workspace.registerTextDocumentContentProvider("git", { provideTextDocumentContent: () => text }),
      workspace.registerTextDocumentContentProvider("review", { provideTextDocumentContent: () => text }),
    );
    for (const scheme of ["git", "review"]) {
      const uri = Uri.from({ scheme, path: "/old/proxy.yaml" });
      const document = await workspace.openTextDocument(uri);
      await languages.setTextDocumentLanguage(document, "yaml");
      await show(uri);
      await staysSilent(uri);
    }
  });

  test("not a text that only looks like a manifest", async () => {
    const document = await workspace.openTextDocument({ language: "plaintext", content: await manifest() });
    await show(document.uri);
    await staysSilent(document.uri);
    assert.deepEqual(findings(document.uri), []);
  });
});
