/** Names that never leave a network. */
const INSIDE_NAMES =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa|localdomain)$/;
/** First bytes of IPv4 networks that no public server is in, and how many bits count. */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/**
 * True for a host that may be a server on the public internet: a name with a dot, or an address
 * outside every private, local, shared, documentation and multicast range.
 */
export function publicAddress(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (name.includes(":")) return isPublicV6(name);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return isPublicV4(name);
  return name.includes(".") && !INSIDE_NAMES.test(name) && !/^[\d.]+$/.test(name);
}

function isPublicV4(address: string): boolean {
  const value = numberOf(address);
  return value !== null && !PRIVATE_V4.some(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(value / size) === Math.floor((numberOf(network) ?? 0) / size);
  });
}

/** Only 2000::/3 is public; of it not the ranges that carry IPv4 inside or are for documents. */
function isPublicV6(address: string): boolean {
  const first = Number.parseInt(address.split(":")[0] || "0", 16);
  const second = Number.parseInt(address.split(":")[1] || "0", 16);
  if (first < 0x2000 || first > 0x3fff) return false;
  const isDocumentation = first === 0x2001 && (second === 0xdb8 || second < 0x200);
  return !isDocumentation && first !== 0x2002;
}

function numberOf(address: string): number | null {
  const bytes = address.split(".").map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => !(byte >= 0 && byte <= 255))) return null;
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}
