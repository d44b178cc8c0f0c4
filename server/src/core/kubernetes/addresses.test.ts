import assert from "node:assert/strict";
import { test } from "node:test";
import { addressProblems, endpointAddressProblems, parseAddress, parsePrefix, prefixProblems } from "./addresses.ts";

const NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const NO_PREFIX = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
const LOOPBACK = "may not be in the loopback range (127.0.0.0/8, ::1/128)";
const LINK_LOCAL = "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
const LINK_LOCAL_MULTICAST = "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)";

/** What Go's netutils.ParseIPSloppy and netip.ParseAddr make of a text: its usual form, and what the strict reading says. */
const ADDRESSES: readonly (readonly [text: string, canonical: string, strict?: string])[] = [
  ["10.9.8.7", "10.9.8.7"],
  ["0.0.0.0", "0.0.0.0"],
  ["010.001.000.005", "10.1.0.5", "must not have leading 0s"],
  ["00.0.0.0", "0.0.0.0", "must not have leading 0s"],
  ["1.2.3.0000000255", "1.2.3.255", "must not have leading 0s"],
  ["::", "::"],
  ["::1", "::1"],
  ["2001:db8::ffff", "2001:db8::ffff"],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["2001:db8:0:1:0:0:0:0", "2001:db8:0:1::"],
  ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
  ["1:0:0:2:3:0:0:4", "1::2:3:0:0:4"],
  ["1:2:3:4:5:6:0:8", "1:2:3:4:5:6:0:8"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["2001:db8::00001", "2001:db8::1", "must not have leading 0s"],
  ["::10.0.0.1", "::a00:1"],
  ["::ffff:10.0.0.1", "10.0.0.1", "must not be an IPv4-mapped IPv6 address"],
  ["0:0:0:0:0:FFFF:a00:1", "10.0.0.1", "must not be an IPv4-mapped IPv6 address"],
  ["::ffff:010.0.0.1", "10.0.0.1", "must not have leading 0s"],
];

const NO_ADDRESSES = [
  ...["", " ", "localhost", "10.0.0", "10.0.0.0.1", "10.0.0.256", "10.0.0.", "10..0.1", "+1.2.3.4", "1.2.3.4 "],
  ...[
    "0x7f.0.0.1",
    "10.0.0.0/24",
    "10.0.0.1:80",
    "[::1]",
    "1",
    ":",
    ":::",
    "1:::2",
    "::1::",
    "1::2::3",
    "fe80::1%eth0",
  ],
  ...[
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "::12345",
    "::g",
    "::1.2.3",
    "1.2.3.4::",
    "::1.2.3.4:5",
  ],
  ...["1:2:3:4:5:6:7:1.2.3.4", ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:"],
];

test("an address is read leniently, and since 1.36 strictly", () => {
  for (const [text, canonical, strict] of ADDRESSES) {
    assert.equal(parseAddress(text)?.canonical, canonical, text);
    assert.deepEqual(addressProblems(text, 35), [], text);
    assert.deepEqual(addressProblems(text, 36), strict === undefined ? [] : [strict], text);
  }
  for (const text of NO_ADDRESSES) {
    assert.equal(parseAddress(text), undefined, text);
    assert.deepEqual(addressProblems(text, 35), [NO_ADDRESS], text);
    assert.deepEqual(addressProblems(text, 36), [NO_ADDRESS], text);
  }
});

test("traffic is not sent to an address of the sender's own", () => {
  const expected: readonly (readonly [text: string, ...problems: readonly string[]])[] = [
    ["10.0.0.1"],
    ["2001:db8::1"],
    ["128.0.0.1"],
    ["169.255.0.1"],
    ["224.0.1.1"],
    ["fec0::1"],
    ["ff05::1"],
    ["0.0.0.0", "may not be unspecified (0.0.0.0)"],
    ["0:0::0", "may not be unspecified (0:0::0)"],
    ["127.255.0.1", LOOPBACK],
    ["::1", LOOPBACK],
    ["::ffff:127.0.0.1", LOOPBACK],
    ["169.254.169.254", LINK_LOCAL],
    ["FE80::1", LINK_LOCAL],
    ["febf::1", LINK_LOCAL],
    ["224.0.0.251", LINK_LOCAL_MULTICAST],
    ["ff02::1", LINK_LOCAL_MULTICAST],
    ["ff32::1", LINK_LOCAL_MULTICAST],
    ["x", "must be a valid IP address"],
  ];
  for (const [text, ...problems] of expected) assert.deepEqual(endpointAddressProblems(text), problems, text);
});

test("a network is read leniently, and since 1.36 strictly", () => {
  const zeros = "must not have leading 0s in IP or prefix length";
  const mapped = "must not have an IPv4-mapped IPv6 address";
  const bits = "must not have bits set beyond the prefix length";
  const expected: readonly (readonly [text: string, network: string, single: string, strict?: string])[] = [
    ["10.9.8.0/24", "10.9.8.0/24", "10.9.8.0/32"],
    ["0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/32"],
    ["10.9.8.7/32", "10.9.8.7/32", "10.9.8.7/32"],
    ["2001:db8::/64", "2001:db8::/64", "2001:db8::/128"],
    ["2001:DB8:0::/48", "2001:db8::/48", "2001:db8::/128"],
    ["::/0", "::/0", "::/128"],
    ["10.9.8.7/24", "10.9.8.0/24", "10.9.8.7/32", bits],
    ["10.9.8.7/0", "0.0.0.0/0", "10.9.8.7/32", bits],
    ["10.9.8.7/13", "10.8.0.0/13", "10.9.8.7/32", bits],
    ["2001:db8::1/127", "2001:db8::/127", "2001:db8::1/128", bits],
    ["010.9.8.0/24", "10.9.8.0/24", "10.9.8.0/32", zeros],
    ["10.9.8.0/024", "10.9.8.0/24", "10.9.8.0/32", zeros],
    ["10.9.8.7/08", "10.0.0.0/8", "10.9.8.7/32", zeros],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8", "10.0.0.0/32", mapped],
    ["::ffff:10.0.0.1/120", "10.0.0.0/24", "10.0.0.1/32", mapped],
  ];
  for (const [text, network, single, strict] of expected) {
    const prefix = parsePrefix(text);
    assert.deepEqual([prefix?.network, prefix?.single], [network, single], text);
    assert.deepEqual(prefixProblems(text, 35), [], text);
    assert.deepEqual(prefixProblems(text, 36), strict === undefined ? [] : [strict], text);
  }
  const none = [
    "",
    "10.0.0.1",
    "10.0.0.0/",
    "/8",
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0.0/ 8",
  ];
  for (const text of [...none, "10.0.0.0/255.0.0.0", "10.0.0/8", "fe80::%1/64"]) {
    assert.equal(parsePrefix(text), undefined, text);
    assert.deepEqual(prefixProblems(text, 35), [NO_PREFIX], text);
  }
});
