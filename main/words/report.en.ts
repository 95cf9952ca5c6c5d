const numbers = new Intl.NumberFormat('en');
const number = (n: number): string => numbers.format(n);
const count = (n: number, one: string, many: string): string => `${number(n)} ${n === 1 ? one : many}`;

/** What one shift tells the next: as a page, as text, on the command line. */
export const reportEn = {
  title: 'Shift handover',
  open: 'Shift-handover report',
  span: (from: string, to: string) => `${from} to ${to}`,
  period: 'Time of the report',
  hours: (n: number) => `Last ${number(n)} h`,
  sinceLast: 'Since the last report',
  ownTime: 'Own time',
  from: 'From',
  until: 'Until',
  badTime: 'The beginning is after the end.',

  forNext: 'For the next shift',
  forNextHint: 'What the next shift should know: who is on the way, what was promised, what to look at first.',
  noText: 'Nothing was written.',
  save: 'Save the report',
  saveText: 'Save the text',
  saved: 'Report saved.',
  textSaved: 'Text of the report saved.',
  removed: 'Report removed.',
  remove: 'Remove the report',
  removeThis: (span: string) => `Remove the report ${span}`,
  copy: 'Copy as text',
  newReport: 'New report',

  lasting: 'Still open',
  lastingNone: 'No incident is open.',
  over: 'Happened and over',
  overNone: 'No incident began and ended in this time.',
  more: (n: number) => `${number(n)} more, see the history.`,
  goodbyes: (n: number) =>
    n === 1 ? 'Once a device signed off on purpose.' : `Devices signed off on purpose ${number(n)} times.`,
  blind: 'When we could not see',
  blindNone: 'Willwatch saw everything.',
  blindBefore: (time: string) => `The history begins at ${time}; nothing is known of what was before.`,
  allConnections: 'all connections',
  ongoing: 'still',
  worst: 'Gateways that were away longest',
  worstNone: 'No gateway was away.',
  silent: 'Kept silent now',
  silentNone: 'Nothing is kept silent.',
  notes: 'Notes on devices',
  notesNone: 'Nothing was noted on a device.',
  earlier: 'Earlier reports',
  earlierNone: 'None yet. A report that you save stands here, with what was written.',
  snoozed: (name: string, until: string) => `${name}: snoozed until ${until}`,
  muted: (name: string, until: string) => `${name}: muted until ${until}`,
  mutedForever: (name: string) => `${name}: muted until a person ends it`,
  maintenance: (name: string, until: string) => `Maintenance “${name}” until ${until}`,

  columns: {
    device: 'What',
    began: 'Began',
    ended: 'Ended',
    length: 'Length',
    took: 'Took down',
    taken: 'Taken up',
    gateway: 'Gateway',
    availability: 'Availability',
    outages: 'Outages',
    repair: 'Mean time to return',
    upstream: 'Worst upstream',
    connection: 'Connection',
    reason: 'Why',
  },
  definitions:
    'Availability: part of the seen time in which it was not away, neither by itself nor with what it hangs on. Mean time to return: mean length of the outages that are over.',
  took: (gateways: number, devices: number) =>
    [
      gateways > 0 ? count(gateways, 'downstream gateway', 'downstream gateways') : '',
      devices > 0 ? count(devices, 'device', 'devices') : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  confirmed: (n: number) => `${number(n)} confirmed`,
  degraded: (n: number) => `${number(n)} with redundancy lost`,
  outages: (n: number) => count(n, 'outage', 'outages'),
  lasted: (length: string) => `lasted ${length}`,
  lasts: (length: string) => `for ${length}`,
  ended: (when: string) => `back ${when}`,
  acknowledged: (time: string) => `Taken up ${time}`,
  nobody: 'nobody yet',
  note: (time: string, text: string) => `${time}: ${text}`,
  back: (length: string) => `back after ${length} in the mean`,
};

export type ReportWords = typeof reportEn;
