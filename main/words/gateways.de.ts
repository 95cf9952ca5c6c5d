import type { GatewaysWords } from './gateways.en.ts';

const numbers = new Intl.NumberFormat('de');
const number = (n: number): string => numbers.format(n);
const gateways = (n: number): string => (n === 1 ? '1 Gateway' : `${number(n)} Gateways`);
const devices = (n: number): string => (n === 1 ? '1 Gerät' : `${number(n)} Geräte`);
const pairs = (n: number): string => (n === 1 ? '1 Paar' : `${number(n)} Paare`);
const both = (g: number, d: number): string =>
  [g > 0 ? gateways(g) : '', d > 0 || g === 0 ? devices(d) : ''].filter(Boolean).join(', ');

export const gatewaysDe: GatewaysWords = {
  title: 'Gateways',
  tree: 'Gateways und was daran hängt',
  totals: (g, d) => `${gateways(g)}, dahinter ${devices(d)}`,
  below: both,
  contains: (g, d) => `Darin: ${both(g, d)}.`,
  more: (g) => `${number(g)} weitere`,
  also: (names) => `auch an ${names}`,
  unheard: 'Nicht gehört',
  unheardLong: 'Von anderen genannt; selbst noch nicht gehört',
  fold: 'Zuklappen',
  unfold: 'Aufklappen',
  find: 'Gateways und Geräte finden',
  view: 'Gezeigt als',
  asTree: 'Baum',
  asDrawing: 'Zeichnung',
  zoomIn: 'Größer',
  zoomOut: 'Kleiner',
  fit: 'Alles zeigen',
  noDrawing: 'Die Zeichnung ist hier nicht möglich. Der Baum sagt dasselbe.',
  detailsOf: (name) => `Über ${name}`,
  openDevice: 'Seine Seite öffnen',
  emptyTitle: 'Noch keine Gateways',
  emptyBody: (free) =>
    `${free > 0 ? `${devices(free)} ${free === 1 ? 'hängt' : 'hängen'} an nichts, was Willwatch kennt. ` : ''}Hier steht, was woran hängt, sobald ein Topic ein Gateway nennt ({site}/{gateway}/{device}), eine Geburtsnachricht aufzählt, was dahinter ist, eine Datei importiert wird oder Sie es sagen.`,
  emptyEdit: 'Sagen, was woran hängt',
  emptyWatches: 'Beobachtungen einrichten',
  noMatchTitle: 'Nichts gefunden',
  noMatchBody: 'Kein Gateway und kein Gerät dahinter hat das in Name oder ID.',
  next: 'Was als Nächstes träfe',
  nextIf: 'Was als Nächstes träfe, fiele es aus',
  nextWhy: 'Dort fehlt dann der Ersatz: Ein weiterer Ausfall nimmt mit, was nur noch daran hängt.',
  carries: (n) => `trägt noch ${number(n)} allein`,
  doubts: {
    'breaks-cycle': (n) => `${number(n)} ausgelassen`,
    faded: (n) => `${number(n)} verblasst`,
    given: (n) => `${pairs(n)} gesetzt`,
  },
  doubtHint: {
    'breaks-cycle':
      'Ausgelassen, weil jedes einen Kreis schließen würde. Das weniger Verlässliche bleibt weg: Am meisten zählt, was ein Mensch sagt, dann Dateien, dann was Geräte sagen, dann Topics.',
    faded: 'Gelernt und seit 30 Tagen nicht gesehen: zählt nicht, bis es wieder gesehen wird.',
    given: 'Von einem Menschen gesagt oder aus einer importierten Datei.',
  },
  edges: {
    title: 'Was woran hängt, und wer es sagt',
    none: 'Keine Paare.',
    upstream: 'Davor',
    downstream: 'Dahinter',
    sources: 'Gesagt von, zuletzt gesehen',
    counts: 'Zählt',
    edit: 'Bearbeiten',
    remove: 'Entfernen',
    removeOne: (upstream, downstream) => `${upstream} → ${downstream} entfernen`,
    learned: 'Gelernt',
    state: { 'in-force': 'Ja', faded: 'Nein: verblasst', 'breaks-cycle': 'Nein: schließt einen Kreis' },
    source: {
      hand: 'Ein Mensch',
      import: 'Eine Datei',
      topic: 'Topic',
      payload: 'Geburt oder Will',
      convention: 'Seine Familie',
    },
  },
  edit: {
    mode: 'Bearbeiten',
    title: 'Sagen, was woran hängt',
    connection: 'Broker',
    upstream: 'ID des Geräts davor',
    downstream: 'ID des Geräts dahinter',
    add: 'Paar hinzufügen',
    hint: 'Oder in der Zeichnung von Gateway zu Gateway ziehen. Strg+Z nimmt zurück.',
    evenSo: 'Trotzdem setzen',
    added: (upstream, downstream) => `${downstream} hängt an ${upstream}.`,
    removed: (upstream, downstream) => `Entfernt, dass ${downstream} an ${upstream} hängt.`,
  },
  import: {
    button: 'Importieren',
    title: 'Paare importieren',
    intro:
      'CSV oder JSON: upstream, downstream, und wenn gewünscht die übrigen Spalten eines Exports. Nichts geschieht, bevor Sie es sagen.',
    choose: 'Datei wählen',
    paste: 'Oder hier einfügen',
    connection: 'Broker',
    connectionHint: 'Wo die Datei keinen nennt.',
    everyConnection: 'Jeder Broker',
    how: 'Was schon gesetzt ist,',
    add: 'bleibt',
    replace: 'geht, soweit die Datei es nicht sagt',
    replaceHint: 'Gelerntes bleibt in jedem Fall.',
    would: (added, removed) =>
      removed === 0 ? `Hinzu käme: ${pairs(added)}.` : `Hinzu käme: ${pairs(added)}; weg ginge: ${number(removed)}.`,
    known: (n) => (n === 0 ? '' : `${pairs(n)} schon da.`),
    added: 'Käme hinzu',
    removed: 'Ginge weg',
    leftOut: (n) => (n === 1 ? 'Ausgelassen, 1 Zeile:' : `Ausgelassen, ${number(n)} Zeilen:`),
    take: (n) => `Importieren (${n})`,
    done: 'Paare importiert.',
  },
};
