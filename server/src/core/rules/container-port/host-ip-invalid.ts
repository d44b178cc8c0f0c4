import type { FixCall } from "../../fixes/fix-call.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { parseAddress } from "../../kubernetes/addresses.ts";
import { placeOf } from "../../kubernetes/declared-ports.ts";
import { limitedHostPorts } from "../../kubernetes/limited-host-ports.ts";
import { defineRule } from "../rule.ts";

export const hostIpInvalid = defineRule({
  id: "host-ip-invalid",
  severity: "warning",
  summary: "A hostIP that is no IP address leaves the port without traffic",
  messages: {
    noAddress: ({ port, hostIP }: { port: string; hostIP: string }) =>
      `Nothing arrives at ${port}: hostIP "${hostIP}" is no IP address; a pod that has an IPv6 address does not even start.`,
  },
  // containernetworking/plugins: plugins/meta/portmap takes what net.ParseIP refuses for an IPv6 address. The API server checks nothing.
  pod({ pod }, report) {
    for (const { declared, hostIP, node, address, port } of limitedHostPorts(pod))
      if (!address)
        report({
          at: placeOf(declared, node),
          message: "noAddress",
          data: { port, hostIP },
          fixes: [...corrections(hostIP), removeField.with("the port then opens on every address of the node")],
        });
  },
});

function corrections(hostIP: string): FixCall[] {
  if (hostIP.toLowerCase() === "localhost") return [setValue.with('"127.0.0.1"')];
  const sloppy = parseAddress(hostIP);
  return sloppy ? [setValue.with(JSON.stringify(sloppy.canonical))] : [];
}
