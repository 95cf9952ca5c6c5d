/**
 * A client id of our own. Letters and digits, at most 23, are what every 3.1.1 broker must accept [MQTT-3.1.3-5]; AWS IoT lets in whom a policy
 * names, and ours names `willwatch-*`.
 * @param tail at most 14 letters and digits
 */
export function ownClientId(tail: string, isAws: boolean): string {
  return `willwatch${isAws ? '-' : ''}${tail}`;
}
