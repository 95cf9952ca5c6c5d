import type { ReportWords } from './report.en.ts';

const numbers = new Intl.NumberFormat('de');
const number = (n: number): string => numbers.format(n);
const count = (n: number, one: string, many: string): string => `${number(n)} ${n === 1 ? one : many}`;

export const reportDe: ReportWords = {
  title: 'Schichtübergabe',
  open: 'Bericht zur Schichtübergabe',
  span: (from, to) => `${from} bis ${to}`,
  period: 'Zeit des Berichts',
  hours: (n) => `Letzte ${number(n)} h`,
  sinceLast: 'Seit dem letzten Bericht',
  ownTime: 'Eigene Zeit',
  from: 'Von',
  until: 'Bis',
  badTime: 'Der Beginn liegt nach dem Ende.',

  forNext: 'Für die nächste Schicht',
  forNextHint: 'Was die nächste Schicht wissen soll: wer unterwegs ist, was zugesagt wurde, wonach zuerst zu sehen ist.',
  noText: 'Es wurde nichts geschrieben.',
  save: 'Bericht sichern',
  saveText: 'Text sichern',
  saved: 'Bericht gesichert.',
  textSaved: 'Text des Berichts gesichert.',
  removed: 'Bericht entfernt.',
  remove: 'Bericht entfernen',
  removeThis: (span) => `Bericht entfernen: ${span}`,
  copy: 'Als Text kopieren',
  newReport: 'Neuer Bericht',

  lasting: 'Noch offen',
  lastingNone: 'Kein Vorfall ist offen.',
  over: 'Geschehen und vorbei',
  overNone: 'In dieser Zeit begann und endete kein Vorfall.',
  more: (n) => `${number(n)} weitere, siehe Verlauf.`,
  goodbyes: (n) => (n === 1 ? 'Einmal meldete sich ein Gerät gewollt ab.' : `Geräte meldeten sich ${number(n)}-mal gewollt ab.`),
  blind: 'Wann wir nichts sehen konnten',
  blindNone: 'Willwatch sah alles.',
  allConnections: 'alle Verbindungen',
  ongoing: 'noch immer',
  worst: 'Gateways, die am längsten fort waren',
  worstNone: 'Kein Gateway war fort.',
  silent: 'Jetzt stumm',
  silentNone: 'Nichts ist stumm.',
  notes: 'Notizen zu Geräten',
  notesNone: 'Zu keinem Gerät wurde etwas notiert.',
  earlier: 'Frühere Berichte',
  earlierNone: 'Noch keine. Ein gesicherter Bericht steht hier, mit dem, was geschrieben wurde.',
  snoozed: (name, until) => `${name}: zurückgestellt bis ${until}`,
  muted: (name, until) => `${name}: stumm bis ${until}`,
  mutedForever: (name) => `${name}: stumm, bis jemand es beendet`,
  maintenance: (name, until) => `Wartung „${name}“ bis ${until}`,

  columns: {
    device: 'Was',
    began: 'Beginn',
    ended: 'Ende',
    length: 'Dauer',
    took: 'Riss mit',
    taken: 'In Arbeit',
    gateway: 'Gateway',
    availability: 'Verfügbarkeit',
    outages: 'Ausfälle',
    repair: 'Mittlere Zeit bis zur Rückkehr',
    upstream: 'Schlimmster Upstream',
    connection: 'Verbindung',
    reason: 'Warum',
  },
  definitions:
    'Verfügbarkeit: Anteil der gesehenen Zeit, in der es nicht fort war, weder allein noch mit dem, woran es hängt. Mittlere Zeit bis zur Rückkehr: mittlere Dauer der Ausfälle, die vorbei sind.',
  took: (gateways, devices) =>
    [
      gateways > 0 ? count(gateways, 'nachgelagertes Gateway', 'nachgelagerte Gateways') : '',
      devices > 0 ? count(devices, 'Gerät', 'Geräte') : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  confirmed: (n) => `${number(n)} bestätigt`,
  degraded: (n) => `${number(n)} mit verlorener Redundanz`,
  outages: (n) => count(n, 'Ausfall', 'Ausfälle'),
  lasted: (length) => `dauerte ${length}`,
  lasts: (length) => `seit ${length}`,
  ended: (when) => `zurück ${when}`,
  acknowledged: (time) => `In Arbeit seit ${time}`,
  nobody: 'noch niemand',
  note: (time, text) => `${time}: ${text}`,
  back: (length) => `im Mittel nach ${length} zurück`,
};
