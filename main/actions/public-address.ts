import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const own = new BlockList();
/** This computer, its networks, and what leads to none. @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const V4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 ' +
  '198.51.100.0/24 203.0.113.0/24 224.0.0.0/3';
/** Those too that carry an IPv4 address within (NAT64, 6to4, Teredo). @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const V6 = '::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8';
for (const [list, family] of [
  [V4, 'ipv4'],
  [V6, 'ipv6'],
] as const)
  for (const range of list.split(' ')) {
    const [net = '', bits = ''] = range.split('/');
    own.addSubnet(net, Number(bits), family);
  }

/** Whether an address belongs to this computer, its networks, or nobody. IPv4 within IPv6 is read as IPv4. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || own.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

export class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS';
}

/**
 * Finds only addresses out in the world. The socket connects to what this finds, so that a name cannot mean another address a moment later.
 * One private address among several is reason enough: whoever publishes it means us no good.
 */
export const lookupPublic: LookupFunction = (host, options, found) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return found(error, []);
    const inside = addresses.find(({ address }) => isPrivateAddress(address));
    if (inside !== undefined) return found(new PrivateAddress(inside.address), []);
    const [first] = addresses;
    if (options.all === true || first === undefined) found(null, addresses);
    else found(null, first.address, first.family);
  });
};
