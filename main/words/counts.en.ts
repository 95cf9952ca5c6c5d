// `toLocaleString` makes a formatter each time, which shows in a list that is redrawn often.
const numbers = new Intl.NumberFormat('en');

/** As English writes it: 1,234. */
export const number = (n: number): string => numbers.format(n);

/** So many of something. */
export const count = (n: number, one: string, many: string): string => `${number(n)} ${n === 1 ? one : many}`;
