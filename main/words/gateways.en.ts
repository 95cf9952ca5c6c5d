import { number } from './counts.en.ts';

const gateways = (n: number): string => (n === 1 ? '1 gateway' : `${number(n)} gateways`);
const devices = (n: number): string => (n === 1 ? '1 device' : `${number(n)} devices`);
const pairs = (n: number): string => (n === 1 ? '1 pair' : `${number(n)} pairs`);
const both = (g: number, d: number): string =>
  [g > 0 ? gateways(g) : '', d > 0 || g === 0 ? devices(d) : ''].filter(Boolean).join(', ');

/** The page of the gateways: what hangs on what. */
export const gatewaysEn = {
  title: 'Gateways',
  tree: 'Gateways and what hangs on them',
  totals: (g: number, d: number) => `${gateways(g)}, ${devices(d)} behind them`,
  below: both,
  contains: (g: number, d: number) => `In it: ${both(g, d)}.`,
  more: (g: number) => `${number(g)} more`,
  also: (names: string) => `also on ${names}`,
  unheard: 'Not heard',
  unheardLong: 'Named by others; not heard itself yet',
  fold: 'Close',
  unfold: 'Open',
  find: 'Find gateways and devices',
  view: 'Shown as',
  asTree: 'Tree',
  asDrawing: 'Drawing',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  fit: 'Show all',
  noDrawing: 'The drawing cannot be made here. The tree says the same.',
  detailsOf: (name: string) => `About ${name}`,
  openDevice: 'Open its page',
  emptyTitle: 'No gateways yet',
  emptyBody: (free: number) =>
    `${free > 0 ? `${devices(free)} ${free === 1 ? 'hangs' : 'hang'} on nothing that Willwatch knows. ` : ''}Here you see what hangs on what, as soon as a topic names a gateway ({site}/{gateway}/{device}), a birth lists what is behind it, a file is imported, or you say it.`,
  emptyEdit: 'Say what hangs on what',
  emptyWatches: 'Set up watches',
  noMatchTitle: 'Nothing found',
  noMatchBody: 'No gateway and no device behind one has this in its name or id.',
  next: 'What would be next',
  nextIf: 'What would be next, were it lost',
  nextWhy: 'Redundancy is gone there: another loss takes down what only this one still carries.',
  carries: (n: number) => `alone still carries ${number(n)}`,
  doubts: {
    'breaks-cycle': (n: number) => `${number(n)} left out`,
    faded: (n: number) => `${number(n)} faded`,
    wrong: (n: number) => `${number(n)} dismissed`,
    given: (n: number) => `${pairs(n)} set`,
  },
  doubtHint: {
    'breaks-cycle':
      'Left out, because each would close a circle. The less trusted of two is left out: what a person said counts most, then files, then what devices say, then topics.',
    faded: 'Learned, and not seen for 30 days: not counted on until it is seen again.',
    wrong: 'Learned, and dismissed by a person as wrong: not counted on, however often it is seen.',
    given: 'Said by a person, or by a file that was imported.',
  },
  edges: {
    title: 'What hangs on what, and who says so',
    none: 'No pairs.',
    find: 'Find in the pairs',
    upstream: 'Upstream',
    downstream: 'Downstream',
    sources: 'Said by, last seen',
    counts: 'Counts',
    edit: 'Edit',
    remove: 'Remove',
    removeOne: (upstream: string, downstream: string) => `Remove ${upstream} → ${downstream}`,
    dismiss: 'Wrong',
    dismissOne: (upstream: string, downstream: string) => `Wrong: do not count on ${upstream} → ${downstream}`,
    believe: 'Right after all',
    believeOne: (upstream: string, downstream: string) => `Right after all: count on ${upstream} → ${downstream}`,
    state: { 'in-force': 'Yes', faded: 'No: faded', 'breaks-cycle': 'No: closes a circle', wrong: 'No: dismissed' },
    source: { hand: 'A person', import: 'A file', topic: 'Topic', payload: 'Birth or will', convention: 'Its family' },
  },
  edit: {
    mode: 'Edit',
    title: 'Say what hangs on what',
    connection: 'Broker',
    upstream: 'Upstream device id',
    downstream: 'Downstream device id',
    add: 'Add the pair',
    hint: 'Or drag from gateway to gateway in the drawing. Ctrl+Z takes back.',
    evenSo: 'Set even so',
    added: (upstream: string, downstream: string) => `${downstream} hangs on ${upstream}.`,
    dismissed: (upstream: string, downstream: string) => `Not counted on any more: ${upstream} → ${downstream}.`,
    believed: (upstream: string, downstream: string) => `Counted on again: ${upstream} → ${downstream}.`,
    removed: (upstream: string, downstream: string) => `Removed that ${downstream} hangs on ${upstream}.`,
  },
  import: {
    button: 'Import',
    title: 'Import pairs',
    intro:
      'CSV or JSON: upstream, downstream, and if you like the other columns of an export. Nothing is done before you say so.',
    choose: 'Choose a file',
    paste: 'Or paste it here',
    connection: 'Broker',
    connectionHint: 'Where the file does not name one.',
    everyConnection: 'Every broker',
    how: 'What is set already',
    add: 'stays',
    replace: 'goes, as far as the file does not say it',
    replaceHint: 'What was learned stays in any case.',
    would: (added: number, removed: number) =>
      removed === 0 ? `Would add ${pairs(added)}.` : `Would add ${pairs(added)} and remove ${number(removed)}.`,
    known: (n: number) => (n === 0 ? '' : `${pairs(n)} there already.`),
    added: 'Would be added',
    removed: 'Would be removed',
    leftOut: (n: number) => (n === 1 ? 'Left out, 1 line:' : `Left out, ${number(n)} lines:`),
    take: (n: string) => `Import (${n})`,
    done: 'Pairs imported.',
  },
};

export type GatewaysWords = typeof gatewaysEn;
