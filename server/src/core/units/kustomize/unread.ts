/** Parts of objects that no fact is made of: they are not kept. */
const UNREAD = new Set([
  "binaryData",
  "data",
  "emptyDir",
  "envFrom",
  "managedFields",
  "resources",
  "status",
  "stringData",
  "valueFrom",
  "volumeClaimTemplates",
  "volumeMounts",
]);

export function isUnread(key: string): boolean {
  return UNREAD.has(key);
}
