import { toNumber, toText } from '../convert.ts';
import { toIndex } from '../exact.ts';
import { formatTime } from './format-time.ts';
import { define, define2016, type FunctionGroup } from './function.ts';
import { parseTime } from './parse-time.ts';
import { findZone } from './zone.ts';

/** Patterns and times are short; what is longer is hostile. */
const MOST_CHARACTERS = 1_000;
/** In steps: calendars cost, and zones with rules of their own cost more. */
const COST = 50;
const ZONE_COST = 1_000;

export const time: FunctionGroup = {
  parse_time: define2016(2, 3, ([pattern, at, zoneName], { budget }) => {
    const text = toText(pattern, budget);
    const epoch = toNumber(at);
    const zone = zoneName === undefined ? findZone('UTC') : typeof zoneName === 'string' ? findZone(zoneName) : null;
    if (text === undefined || text.length > MOST_CHARACTERS || epoch === undefined || zone === null) return undefined;
    budget.step((zoneName === undefined ? COST : ZONE_COST) + text.length);
    return formatTime(text, toIndex(epoch), zone);
  }),
  time_to_epoch: define2016(2, 2, ([written, pattern], { budget }) => {
    const text = toText(written, budget);
    const shape = toText(pattern, budget);
    if (text === undefined || shape === undefined || Math.max(text.length, shape.length) > MOST_CHARACTERS) return undefined;
    budget.step((/[VzO]/.test(shape) ? ZONE_COST : COST) + shape.length);
    return parseTime(text, shape);
  }),
  timestamp: define(0, 0, (_args, { context }) => context.now),
};
