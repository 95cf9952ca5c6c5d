import type { PastWords } from './past.en.ts';

const numbers = new Intl.NumberFormat('de');
const number = (n: number): string => numbers.format(n);

const times = (n: number): string => (n === 1 ? 'einmal' : `${number(n)}-mal`);

export const pastDe: PastWords = {
  affectedBy: 'Betroffen durch',
  affectedByNone: 'Bisher hat nichts, woran es hängt, es mitgerissen. Geschieht das, bekommt jedes Mal hier eine Zeile.',
  columns: {
    status: 'Wie',
    by: 'Durch',
    from: 'Von',
    until: 'Bis',
    length: 'Dauer',
    incident: 'Vorfall',
    acknowledged: 'Quittiert',
  },
  showIncident: 'Vorfall zeigen',
  tookDown: 'Riss mit',
  tookDownNone: 'nichts weiter',

  figures: 'Kennzahlen',
  days: { 1: '24 h', 7: '7 Tage', 30: '30 Tage', 90: '90 Tage' },
  figure: {
    availability: 'Verfügbarkeit',
    blind: 'Nicht gesehen',
    signedOff: 'Abgemeldet',
    outages: 'Ausfälle',
    between: 'Mittlere Zeit dazwischen (MTBF)',
    repair: 'Mittlere Zeit bis zur Rückkehr (MTTR)',
    degraded: 'Redundanz verloren',
    upstream: 'Schlimmster Upstream',
  },
  definition: {
    availability: 'Anteil der gesehenen Zeit, in der es nicht fort war, weder allein noch mit dem, woran es hängt.',
    blind: 'Anteil der ganzen Zeit, in der Willwatch nichts sehen konnte. Er zählt auf keiner Seite.',
    signedOff: 'Anteil der ganzen Zeit nach einer gewollten Abmeldung. Er zählt auf keiner Seite.',
    outages: 'Wie oft es fort war. Was sich überschneidet, ist ein Mal; eine Abmeldung ist keines.',
    between: 'Gesehene Zeit, in der es da war, geteilt durch die Ausfälle.',
    repair: 'Mittlere Dauer der Ausfälle, die vorbei sind.',
    degraded: 'Wie oft und wie lange zusammen nur noch ein anderer Weg es trug.',
    upstream: 'Was es am häufigsten mitriss, und wie lange das zusammen dauerte.',
  },
  withUpstream: (n) => `${number(n)} mit dem, woran es hängt`,
  timesAndLength: (n, length) => `${times(n)}, ${length}`,
  notSeenAtAll: 'nicht gesehen',
  ranges: 'Zwei Werte: Ein Beginn oder ein Ende ist nur zwischen zwei Zeitpunkten bekannt. Die Zahl liegt dazwischen.',
  knownSince: (time) => `Bekannt seit ${time}: Längere Zeiten beginnen dort.`,

  incident: {
    title: (name) => `Vorfall: ${name}`,
    notFoundTitle: 'Dieser Vorfall steht nicht im Verlauf',
    notFoundBody: 'Er wurde nach langer Zeit gelöscht, oder es gab ihn nie.',
    lasted: (length) => `dauerte ${length}`,
    lasts: (length) => `bisher ${length}`,
    openDevice: 'Gerät öffnen',
    affected: 'Was er mitriss',
    affectedNone: 'Damals hing nichts Bekanntes daran.',
    confirmed: (confirmed, all) => `${confirmed} von ${all} durch eigene Meldung bestätigt`,
    missing: (n) => `${number(n)} noch fort`,
    stragglers: (n) => `${number(n)} später zurück als das Gateway`,
    degraded: (n) => `${number(n)} mit verlorener Redundanz`,
    columns: { device: 'Gerät', status: 'Wie', lost: 'Fort', back: 'Zurück', length: 'Dauer' },
    notBack: 'noch fort',
    withRoot: 'mit seinem Gateway',
    already: 'schon vorher fort',
    late: 'spät',
    lateWhy: 'Mehr als vier Minuten länger fort als sein Gateway.',
    told: 'Was dir gemeldet wurde',
    toldNone: 'Keine eigene Meldung. Vielleicht kam sie mit anderen zusammen, oder sie blieb stumm.',
    toldReason: (outcome, reason) => `${outcome}: ${reason}`,
    closed: 'Alles vorbei',
  },

  downWith: 'fort mit dem, woran es hängt',
  timelineAffected: (n) => (n === 1 ? 'Einmal betroffen' : `${number(n)}-mal betroffen`),
  byDevice: (what, name) => `${what}: ${name}`,
};
