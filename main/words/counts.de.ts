const numbers = new Intl.NumberFormat('de');

/** As German writes it: 1.234. */
export const number = (n: number): string => numbers.format(n);

/** So many of something. */
export const count = (n: number, one: string, many: string): string => `${number(n)} ${n === 1 ? one : many}`;

/** Gateways and devices, as far as there are any. */
export const both = (gateways: number, devices: number): string =>
  [gateways > 0 ? count(gateways, 'Gateway', 'Gateways') : '', devices > 0 ? count(devices, 'Gerät', 'Geräte') : '']
    .filter(Boolean)
    .join(', ');
