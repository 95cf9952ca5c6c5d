/** A permutation of the bytes made of the digits of pi. */
const PI = Uint8Array.from(
  (
    '292e43c9a2d87c013d3654a1ecf0061362a705f3c0c7738c98932bd9bc4c82ca1e9b573cfdd4e01667426f188a17e512be4ec4d6da9ede49a0fbf58ebb2fee7a' +
    'a968799115b2073f94c210890b225f21807f5d9a5a903227353ecce7bff79703ff1930b348a5b5d1d75e922aac56aac64fb838d296a47db676fc6be29c7404f1' +
    '459d705964718720865bcf65e62da8021b6025adaeb0b9f61c46616934407e0f5547a323dd51af3ac35cf9cebac5ea262c530d6e85288409d3dfcdf441814d52' +
    '6adc37c86cc1abfa24e17b080cbdb14a7888958be363e86de9cbd5fe3b001d39f2efb70e6658d0e4a67772f8eb754b0a314450b48fed1f1adb998d339f118314'
  ).match(/../g) ?? [],
  (digits) => Number.parseInt(digits, 16),
);

/**
 * MD2, which AWS IoT SQL still has and no kept library does.
 * @see RFC 1319
 */
export function md2(bytes: Uint8Array): Uint8Array {
  const padding = 16 - (bytes.length % 16);
  const padded = new Uint8Array(bytes.length + padding + 16).fill(padding, bytes.length, bytes.length + padding);
  padded.set(bytes);
  writeChecksum(padded);

  const state = new Uint8Array(48);
  for (let block = 0; block < padded.length; block += 16) {
    for (let i = 0; i < 16; i++) {
      const byte = padded[block + i] ?? 0;
      state[16 + i] = byte;
      state[32 + i] = byte ^ (state[i] ?? 0);
    }
    for (let round = 0, last = 0; round < 18; last = (last + round++) % 256)
      for (let i = 0; i < 48; i++) {
        last = (state[i] ?? 0) ^ (PI[last] ?? 0);
        state[i] = last;
      }
  }
  return state.slice(0, 16);
}

/** The last 16 bytes, of all those before. */
function writeChecksum(padded: Uint8Array): void {
  const checksum = padded.subarray(padded.length - 16);
  let last = 0;
  for (let at = 0; at < padded.length - 16; at++) {
    const i = at % 16;
    last = (checksum[i] ?? 0) ^ (PI[(padded[at] ?? 0) ^ last] ?? 0);
    checksum[i] = last;
  }
}
