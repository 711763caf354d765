import { BlockList, isIP } from "node:net";

/** Addresses of this machine and of private networks (RFC 1122, 1918, 3927, 4193, 4291). */
const nearNetworks: readonly (readonly [address: string, prefix: number, family: "ipv4" | "ipv6"])[] = [
  ["127.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["::1", 128, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
];

/** Tells whether an IP address belongs to this machine or a private network: load there concerns nobody else. */
export function isNearAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const networks = new BlockList();
  for (const network of nearNetworks) networks.addSubnet(...network);
  return networks.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** Tells whether a host name stands for this machine by definition (RFC 6761); others must be looked up. */
export function isLoopbackName(host: string): boolean {
  return /^(?:.*\.)?localhost\.?$/i.test(host);
}
