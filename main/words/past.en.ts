import { number } from './counts.en.ts';

const times = (n: number): string => (n === 1 ? 'once' : `${number(n)} times`);

/** What the window says of the past of a device. */
export const pastEn = {
  affectedBy: 'Affected by',
  affectedByNone: 'Nothing that it hangs on took it down so far. When that happens, each time gets a row here.',
  columns: {
    status: 'How',
    by: 'By',
    from: 'From',
    until: 'Until',
    length: 'Length',
    incident: 'Incident',
    acknowledged: 'Acknowledged',
  },
  showIncident: 'Show the incident',
  tookDown: 'Took down',
  tookDownNone: 'nothing else',

  figures: 'Figures',
  days: { 1: '24 h', 7: '7 days', 30: '30 days', 90: '90 days' },
  figure: {
    availability: 'Availability',
    blind: 'Not seen',
    signedOff: 'Signed off',
    outages: 'Outages',
    between: 'Mean time between (MTBF)',
    repair: 'Mean time to return (MTTR)',
    degraded: 'Redundancy lost',
    upstream: 'Worst upstream',
  },
  definition: {
    availability: 'Part of the seen time in which it was not away, neither by itself nor with what it hangs on.',
    blind: 'Part of the whole time in which Willwatch could not see. It counts on neither side.',
    signedOff: 'Part of the whole time after a goodbye on purpose. It counts on neither side.',
    outages: 'How often it was away. What overlaps is one time; a goodbye is none.',
    between: 'Seen time in which it was there, divided by the outages.',
    repair: 'Mean length of the outages that are over.',
    degraded: 'How often, and how long together, only another way still carried it.',
    upstream: 'What took it down most often, and how long that was together.',
  },
  withUpstream: (n: number) => `${number(n)} with what it hangs on`,
  timesAndLength: (n: number, length: string) => `${times(n)}, ${length}`,
  notSeenAtAll: 'not seen',
  ranges: 'Two values: a beginning or an end is only known between two times. The figure lies between them.',
  knownSince: (time: string) => `Known since ${time}: longer times begin there.`,

  incident: {
    title: (name: string) => `Incident: ${name}`,
    notFoundTitle: 'This incident is not in the history',
    notFoundBody: 'It was pruned with age, or it never was.',
    lasted: (length: string) => `lasted ${length}`,
    lasts: (length: string) => `for ${length} so far`,
    openDevice: 'Open the device',
    affected: 'What it took down',
    affectedNone: 'Nothing known hung on it then.',
    confirmed: (confirmed: string, all: string) => `${confirmed} of ${all} confirmed by their own news`,
    missing: (n: number) => `${number(n)} not back`,
    stragglers: (n: number) => `${number(n)} back later than the gateway`,
    degraded: (n: number) => `${number(n)} with redundancy lost`,
    columns: { device: 'Device', status: 'How', lost: 'Lost', back: 'Back', length: 'Length' },
    notBack: 'not back',
    withRoot: 'with its gateway',
    already: 'away before that',
    late: 'late',
    lateWhy: 'Away for more than four minutes after its gateway was back.',
    told: 'What you were told',
    toldNone: 'No alert of its own. It may have been told together with others, or kept silent.',
    toldReason: (outcome: string, reason: string) => `${outcome}: ${reason}`,
    closed: 'All over',
  },

  downWith: 'down with what it hangs on',
  timelineAffected: (n: number) => (n === 1 ? '1 time affected' : `${number(n)} times affected`),
  byDevice: (what: string, name: string) => `${what}: ${name}`,
};

export type PastWords = typeof pastEn;
