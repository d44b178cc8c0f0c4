import { Server, type ServerKind } from "./server.ts";

const MISSPELT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicaz: 3
`;

/**
 * Looks whether yaml-language-server has its Kubernetes schema: a validator that has nothing to validate is quick.
 * @throws Error where it does not report an unknown field
 */
export async function checkPeer(kind: ServerKind): Promise<void> {
  const server = new Server(kind);
  try {
    await server.initialize();
    await server.begin();
    const uri = "file:///benchmark/misspelt.yaml";
    await server.open(uri, MISSPELT);
    const said = JSON.stringify(server.diagnostics.get(uri)?.map(({ message }) => message) ?? []);
    if (!said.includes("replicaz"))
      throw new Error(`${kind.name} does not use the Kubernetes schema; it says: ${said}`);
  } finally {
    await server.stop();
  }
}
