import type {
  DeviceKind,
  DeviceState,
  Doubt,
  Evidence,
  Freshness,
  Interval,
  LinkReason,
  LinkReasonCode,
  TestStep,
  Verdict,
} from '../contract/model.ts';
import { brokerFaultsDe } from './broker-faults.de.ts';
import { count } from './counts.de.ts';
import type { AlertSubject, AwaySubject, DomainWords, FormatTime, SilenceReason, Subject } from './domain.en.ts';
import { stormDe } from './storm.de.ts';
import { topologyDe } from './topology.de.ts';
import { watchFaultsDe } from './watch-faults.de.ts';

function when(span: Interval, time: FormatTime): string {
  const { notBefore, notAfter } = span;
  if (notBefore !== null && notAfter !== null)
    return notBefore === notAfter ? `um ${time(notAfter)}` : `zwischen ${time(notBefore)} und ${time(notAfter)}`;
  if (notAfter !== null) return `irgendwann vor ${time(notAfter)}`;
  return notBefore === null ? 'zu unbekannter Zeit' : `nach ${time(notBefore)}`;
}

function belonging({ confirmed, degraded }: AlertSubject): string {
  const parts = [];
  if (confirmed > 0) parts.push(`${confirmed.toLocaleString('de')} davon selbst gemeldet.`);
  if (degraded > 0) parts.push(`${count(degraded, 'Gerät hat', 'Geräte haben')} keine Redundanz mehr.`);
  return parts.join(' ');
}

function affected(gateways: number, devices: number, ids: readonly string[]): string {
  if (gateways + devices === 0) return '';
  const named = ids.slice(0, 3).join(', ');
  const more = gateways > 3 ? ` und ${(gateways - 3).toLocaleString('de')} weitere` : '';
  const list = named === '' ? '' : ` (${named}${more})`;
  const parts = [];
  if (gateways > 0) parts.push(`${count(gateways, 'nachgelagertes Gateway', 'nachgelagerte Gateways')}${list}`);
  if (devices > 0) parts.push(count(devices, 'Gerät', 'Geräte'));
  return `Betrifft ${parts.join(' und ')}.`;
}

const verdictShort: Record<Verdict, string> = {
  abrupt: 'Verbindung verloren',
  clean: 'Abgemeldet',
  silent: 'Verstummt',
  upstream: 'Vorgelagertes ausgefallen',
  unspecified: 'Offline gegangen',
};

const reasons: Record<LinkReasonCode, readonly [what: string, tryThis: string]> = {
  connecting: ['Verbindung wird aufgebaut', 'Einen Moment warten.'],
  'bad-settings': ['Die Einstellungen dieser Verbindung passen nicht', 'Adresse oder Optionen in den Einstellungen berichtigen.'],
  'name-not-found': [
    'Der Name des Brokers wurde nicht gefunden',
    'Adresse auf Tippfehler prüfen, und ob dieser Rechner ein Netz hat.',
  ],
  refused: ['Der Rechner des Brokers antwortet, aber auf diesem Port lauscht nichts', 'Port prüfen, und ob der Broker läuft.'],
  unreachable: ['Der Rechner des Brokers ist nicht erreichbar', 'Netz, VPN und Adresse prüfen.'],
  timeout: ['Der Broker hat nicht rechtzeitig geantwortet', 'Netz, eine Firewall dazwischen und den Port prüfen.'],
  'keep-alive': [
    'Die Verbindung ist tot: keine Antwort auf unseren Ping',
    'Netz prüfen. Willwatch versucht es von selbst wieder.',
  ],
  'closed-by-broker': [
    'Der Broker hat die Verbindung ohne Begründung geschlossen',
    'Ins Protokoll des Brokers schauen. Häufig: falsche Client-ID, falscher Benutzer oder Grenzwerte.',
  ],
  reset: [
    'Die Verbindung wurde abgeschnitten',
    'Netz prüfen, und ob der Port TLS braucht (mqtts). Willwatch versucht es von selbst wieder.',
  ],
  'protocol-error': ['Der Broker meldet einen Protokollfehler', 'Die andere MQTT-Version in den Einstellungen versuchen.'],
  'not-mqtt': [
    'Dort antwortet etwas, aber es spricht kein MQTT',
    'Port prüfen, und ob er TLS (mqtts) oder WebSocket (ws) braucht.',
  ],
  'tls-untrusted': [
    'Das Zertifikat des Brokers ist von niemandem unterschrieben, dem dieser Rechner traut',
    'Die CA-Datei des Betreibers in den Einstellungen angeben.',
  ],
  'tls-expired': ['Das Zertifikat des Brokers ist abgelaufen', 'Dem Betreiber Bescheid geben; die Uhr dieses Rechners prüfen.'],
  'tls-not-yet-valid': ['Das Zertifikat des Brokers gilt noch nicht', 'Die Uhr dieses Rechners prüfen.'],
  'tls-wrong-host': [
    'Das Zertifikat des Brokers ist für einen anderen Namen ausgestellt',
    'Den Namen verwenden, für den es ausgestellt ist.',
  ],
  'tls-client-certificate': [
    'Der Broker nimmt unser Client-Zertifikat nicht an',
    'Das richtige Zertifikat mit Schlüssel angeben, oder den Betreiber fragen, welche CA es unterschrieben haben muss.',
  ],
  'tls-failed': ['Es kam keine sichere Verbindung zustande', 'Prüfen, ob der Port TLS spricht, und die Zertifikatsdateien.'],
  'bad-credentials': ['Der Broker lehnt Benutzername oder Passwort ab', 'In den Einstellungen berichtigen.'],
  'not-authorised': [
    'Der Broker lässt uns nicht ein: Benutzername oder Passwort falsch, oder kein Recht zur Verbindung',
    'Benutzer und Passwort in den Einstellungen prüfen; sonst den Betreiber um das Recht für diesen Benutzer und diese Client-ID bitten.',
  ],
  'bad-client-id': ['Der Broker lehnt die Client-ID ab', 'Eine andere Client-ID in den Einstellungen wählen.'],
  'version-not-supported': ['Der Broker spricht diese MQTT-Version nicht', 'Die andere Version in den Einstellungen wählen.'],
  'server-unavailable': ['Der Broker sagt, er sei nicht verfügbar', 'Warten. Willwatch versucht es von selbst wieder.'],
  'taken-over': [
    'Ein anderes Programm hat sich mit unserer Client-ID verbunden und die Sitzung übernommen',
    'Das andere Programm schließen, oder einem von beiden eine andere Client-ID geben.',
  ],
  kicked: ['Der Broker hat unsere Verbindung absichtlich geschlossen', 'Den Betreiber fragen.'],
  quota: ['Der Broker lehnt ab: eine Grenze ist erreicht', 'Den Betreiber nach Verbindungs- und Ratengrenzen fragen.'],
  'aws-credentials': [
    'Es gibt keine AWS-Zugangsdaten zum Anmelden, oder sie sind nicht lesbar',
    'Mit der AWS-Kommandozeile anmelden (aws sso login, aws configure), oder AWS_PROFILE oder die Schlüssel in der Umgebung setzen.',
  ],
  'aws-refused': [
    'AWS lehnt die Signatur ab',
    'Die Uhr dieses Rechners und die Region prüfen, und ob die AWS-Zugangsdaten gelten und iot:Connect erlauben.',
  ],
  'websocket-refused': ['Der Server lehnt den WebSocket ab', 'Den Pfad der Adresse prüfen, oft /mqtt.'],
  'key-locked': [
    'Der Schlüssel unseres Zertifikats ist verschlossen, und sein Kennwort fehlt oder ist falsch',
    'Das Kennwort des Schlüssels in den Einstellungen eingeben.',
  ],
  'file-unreadable': ['Eine Zertifikats- oder Schlüsseldatei ist nicht lesbar', 'Pfad und Rechte der Datei prüfen.'],
  'subscribe-refused': ['Der Broker lehnt ein Abonnement ab', 'Den Betreiber um das Leserecht für dieses Topic bitten.'],
  stopped: ['Von Ihnen angehalten', 'Die Verbindung in den Einstellungen einschalten.'],
  'not-running': ['Willwatch lief nicht', 'Mit dem Rechner starten, um diese Lücke zu schließen.'],
  asleep: ['Der Rechner schlief', ''],
  dropped: ['Der Broker hat Nachrichten verworfen', 'Seine Grenzen für Warteschlangen anheben (Mosquitto: max_queued_messages).'],
  'history-full': [
    'Der Datenträger war voll',
    'Auf dem Datenträger mit dem Verlauf Platz frei halten, oder dessen Größe in den Einstellungen begrenzen.',
  ],
  'history-failing': ['Der Verlauf konnte nicht geschrieben werden', 'Den Datenträger mit dem Verlauf prüfen.'],
  unknown: ['Die Verbindung ist gescheitert', 'Siehe Einzelheiten.'],
};

function linkReason(reason: LinkReason): { readonly what: string; readonly tryThis: string } {
  // A code that history has from a newer version, or from a damaged file.
  const [what, tryThis] = reasons[reason.code] ?? reasons.unknown;
  if ((reason.code === 'history-full' || reason.code === 'history-failing') && /^\d+$/.test(reason.detail ?? '')) {
    const lost = count(Number(reason.detail), 'Nachricht fehlt', 'Nachrichten fehlen');
    return { what: `${what}: Was Geräte taten, ist bekannt, soweit es im Speicher Platz fand; ${lost} im Verlauf.`, tryThis };
  }
  return { what: reason.detail === null ? `${what}.` : `${what} (${reason.detail}).`, tryThis };
}

function headline(s: Subject, time: FormatTime): string {
  const at = when(s.since, time);
  switch (s.state) {
    case 'online':
      if (s.freshness === 'retained' || s.since.notAfter === null)
        return 'Online, wie zuletzt veröffentlicht; seit wann, ist nicht bekannt.';
      return s.since.notBefore === s.since.notAfter
        ? `Online seit ${time(s.since.notAfter)}.`
        : `Online, spätestens seit ${time(s.since.notAfter)}.`;
    case 'checking':
      return `Meldet sich offline, ${at}. Wir prüfen, ob es zurückkommt.`;
    case 'unknown':
      return 'Unbekannt: wir können es nicht sehen.';
    case 'upstream':
      return 'Abgeschnitten: woran es hängt, ist ausgefallen.';
    case 'clean':
      return `Abgemeldet ${at}: es hat sich verabschiedet.`;
    case 'silent':
      return `Verstummt: seit ${time(s.since.notBefore ?? s.since.notAfter ?? 0)} haben wir nichts gehört.`;
    case 'unspecified':
      return `Offline gegangen ${at}. Seine Familie sagt bei sauberem Stopp und bei Verlust dasselbe.`;
    case 'abrupt':
      switch (s.freshness) {
        case 'retained':
          return s.since.notBefore === null
            ? 'Verbindung verloren: der Broker hält den letzten Willen. So war es schon, als wir abonniert haben; seit wann, ist nicht bekannt.'
            : `Verbindung verloren ${at}, während wir nichts sehen konnten: der Broker hält den letzten Willen.`;
        case 'queued':
          return `Verbindung verloren ${at}: der Broker hat den letzten Willen für uns aufbewahrt.`;
        default:
          return `Verbindung verloren ${at}: der Broker hat den letzten Willen veröffentlicht, es ging also ohne Abschied.`;
      }
  }
}

function evidence(e: Evidence, time: FormatTime): string {
  switch (e.kind) {
    case 'last-heard':
      return `${time(e.at)} letzte Nachricht, auf ${e.topic}`;
    case 'will':
      if (e.freshness === 'retained') return `${time(e.at)} letzter Wille beim Broker vorgefunden, auf ${e.topic}`;
      if (e.freshness === 'queued') return `${time(e.at)} der Broker übergab den aufbewahrten letzten Willen, auf ${e.topic}`;
      return `${time(e.at)} der Broker veröffentlichte den letzten Willen, auf ${e.topic}`;
    case 'goodbye':
      return `${time(e.at)} es verabschiedete sich, auf ${e.topic}`;
    case 'birth':
      return e.freshness === 'retained'
        ? `${time(e.at)} beim Broker vorgefunden: es meldete sich online, auf ${e.topic}`
        : `${time(e.at)} es meldete sich online, auf ${e.topic}`;
    case 'silence':
      return `${time(e.at)} seit ${count(e.seconds, 'Sekunde', 'Sekunden')} nichts gehört`;
    case 'upstream':
      return `${time(e.at)} ${deviceName(e.device.name, e.device.id)}, woran es hängt, fiel aus`;
    case 'blind':
      return e.ended === null
        ? `${time(e.began)} ab hier konnten wir nichts sehen: ${linkReason(e.reason).what}`
        : `${time(e.began)} bis ${time(e.ended)} konnten wir nichts sehen: ${linkReason(e.reason).what}`;
  }
}

/** Ein Gerät, wie man es nennt, mit seiner Kennung. */
function deviceName(name: string | null, id: string): string {
  return name === null ? id : `${name} (${id})`;
}

const doubts: Record<Doubt, string> = {
  cause: 'Warum es ging: MQTT sagt nicht, ob Strom, Leitung oder das Gerät selbst versagt hat.',
  'began-between': 'Der genaue Zeitpunkt: es geschah, während wir nichts sehen konnten.',
  'age-of-retained': 'Wie alt die Nachricht ist: der Broker hielt sie schon, als wir abonniert haben.',
  'clean-or-abrupt': 'Ob es absichtlich angehalten wurde: seine Familie sagt in beiden Fällen dasselbe.',
  'blind-now': 'Wie es jetzt steht: wir haben keine Verbindung zu seinem Broker.',
  'birth-before-will': 'Ob dies der Wille einer älteren Sitzung ist: es hatte sich gerade erst gemeldet.',
};

const silences: Record<SilenceReason, string> = {
  off: 'Benachrichtigungen sind aus',
  back: 'es kam vor dem Ende der Wartezeit zurück',
  goodbye: 'es hat sich verabschiedet',
  'old-news': 'alte Nachricht: der Broker hielt sie schon, als wir abonniert haben',
  'asks-quiet': 'sein letzter Wille verlangt keine Aktion',
  'part-of': 'Teil des Ausfalls, an dem es hängt',
  summary: 'in einer Zusammenfassung gemeldet',
  expired: 'es war vorbei, bevor jemand benachrichtigt werden konnte',
  'no-notifier': 'dieser Rechner zeigt keine Benachrichtigungen',
  acknowledged: 'quittiert',
  snoozed: 'zurückgestellt',
};

function alertBody(s: AlertSubject, time: FormatTime): string {
  const at = when(s.began, time);
  const first: Record<Verdict, string> = {
    abrupt:
      s.freshness === 'live'
        ? `Der letzte Wille kam ${at}: es ging ohne Abschied.`
        : `Es ging ${at}, während wir nichts sehen konnten; der letzte Wille wurde aufbewahrt.`,
    clean: `Es verabschiedete sich ${at}.`,
    silent: `Seit ${time(s.began.notBefore ?? s.began.notAfter ?? 0)} nichts gehört.`,
    upstream: 'Woran es hängt, ist ausgefallen.',
    unspecified: `Es ging offline ${at}; ob absichtlich, sagt es nicht.`,
  };
  return [
    first[s.verdict],
    affected(s.affectedGateways, s.affectedDevices, s.affectedGatewayIds),
    belonging(s),
    s.will && `Letzter Wille: ${s.will}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const steps: Record<TestStep['step'], string> = {
  name: 'Namen finden',
  tcp: 'Port erreichen',
  tls: 'Sichere Verbindung vereinbaren',
  connect: 'Anmelden (CONNECT)',
  subscribe: 'Abonnieren',
};

function awayRest({ lost, back }: AwaySubject): string {
  if (back === 0) return ', weiterhin offline';
  if (back === lost) return lost === 1 ? ', wieder da' : ', alle wieder da';
  return `, davon ${back} wieder da, ${lost - back} weiterhin offline`;
}

function length(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return hours > 0 ? `${days} T ${hours} Std` : `${days} T`;
  if (hours > 0) return rest > 0 ? `${hours} Std ${rest} Min` : `${hours} Std`;
  return `${rest} Min`;
}

export const domainDe: DomainWords = {
  topology: topologyDe,
  brokerFaults: brokerFaultsDe,
  watchFaults: watchFaultsDe,
  state: {
    online: 'Online',
    checking: 'Wird geprüft',
    abrupt: 'Verloren',
    unspecified: 'Offline',
    clean: 'Abgemeldet',
    silent: 'Verstummt',
    upstream: 'Abgeschnitten',
    unknown: 'Unbekannt',
  } as Record<DeviceState, string>,
  kind: { gateway: 'Gateway', device: 'Gerät' } as Record<DeviceKind, string>,
  freshness: {
    live: 'als es geschah',
    queued: 'vom Broker für uns aufbewahrt',
    retained: 'vom Broker gehalten, Alter unbekannt',
  } as Record<Freshness, string>,
  verdictShort: (verdict: Verdict) => verdictShort[verdict],
  when,
  affected,
  headline,
  evidence,
  doubt: (doubt: Doubt) => doubts[doubt],
  linkReason,
  testStep: (step: TestStep['step']) => steps[step],
  silence: (reason: SilenceReason) => silences[reason],
  alertTitle: (s: AlertSubject) => `${s.kind === 'gateway' ? 'Gateway ' : ''}${s.device}: ${verdictShort[s.verdict]}`,
  alertBody,
  summaryTitle: (devices: number) => `${count(devices, 'Gerät', 'Geräte')} verloren`,
  summaryBody: (ids: readonly string[], total: number) =>
    `${ids.join(', ')}${total > ids.length ? ` und ${total - ids.length} weitere` : ''}. Die Liste steht in Willwatch.`,
  storm: stormDe,
  historyAlert: {
    full: {
      title: 'Der Datenträger ist voll',
      body: 'Der Verlauf kann nicht geschrieben werden. Überwachung und Alarme gehen weiter; was geschieht, bleibt im Speicher, bis Platz ist.',
    },
    failing: {
      title: 'Der Verlauf kann nicht geschrieben werden',
      body: 'Überwachung und Alarme gehen weiter; was geschieht, bleibt im Speicher. Den Grund nennt Willwatch.',
    },
  },
  flappingTitle: (device: string) => `${device}: kommt und geht`,
  flappingBody: (times: number, minutes: number, patienceMinutes: number) =>
    `Innerhalb von ${minutes} Minuten ${times}-mal verloren. Jeder Verlust steht im Verlauf; gemeldet wird wieder, wenn es ${patienceMinutes} Minuten offline bleibt.`,
  length,
  awayTitle: (connection: string, ms: number) => `Während Sie ${length(ms)} von ${connection} weg waren`,
  awayBody: (s: AwaySubject, time: FormatTime) =>
    [
      s.lost === 0
        ? 'Von keinem Gerät ist bekannt, dass es verloren ging.'
        : `${count(s.lost, 'Gerät', 'Geräte')} verloren${awayRest(s)}, ${when(s.span, time)}.`,
      s.named === 0 ? '' : `${s.names.join(', ')}${s.named > s.names.length ? ` und ${s.named - s.names.length} weitere` : ''}.`,
      s.sessionLost ? 'Der Broker hatte unsere Sitzung vergessen: nicht gehaltene letzte Willen aus dieser Zeit fehlen.' : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
  deviceName,
  muted: (until: string | null) => (until === null ? 'stummgeschaltet' : `stummgeschaltet bis ${until}`),
  muteEndedTitle: (lost: number, still: number) =>
    `Während der Stummschaltung: ${lost.toLocaleString('de')} verloren, ${still.toLocaleString('de')} noch offline`,
  inMaintenance: (name, until) => `Wartung „${name}“ bis ${until}`,
  maintenanceEndedTitle: (name, lost, still) =>
    `Wartung „${name}“ zu Ende: ${lost.toLocaleString('de')} verloren, ${still.toLocaleString('de')} noch offline`,
  stillTitle: (s: AlertSubject) => `Noch offline: ${s.device}`,
  stillBody: (s: AlertSubject, time: FormatTime) =>
    [
      `Die Zurückstellung ist vorbei. ${verdictShort[s.verdict]} ${when(s.began, time)}.`,
      affected(s.affectedGateways, s.affectedDevices, s.affectedGatewayIds),
    ]
      .filter((part) => part !== '')
      .join(' '),
  stragglersTitle: (root: string, missing: number) =>
    `${root} ist wieder da; ${count(missing, 'Gerät fehlt', 'Geräte fehlen')} noch`,
  stragglersBody: (ms: number, names: readonly string[], total: number) =>
    `Wieder da seit ${length(ms)}. Es fehlen noch: ${names.join(', ')}${total > names.length ? ` und ${(total - names.length).toLocaleString('de')} weitere` : ''}.`,
  stillSummaryTitle: (devices: number) => `${count(devices, 'Gerät', 'Geräte')} noch offline`,
  backTitle: (device: string) => `${device}: zurück`,
  allBackTitle: (devices: number) => `Alle ${devices.toLocaleString('de')} Geräte sind zurück`,
  backBody: (ms: number | null) => (ms === null ? 'Wieder online.' : `Nach ${length(ms)} zurück.`),
  explainedBody: 'Gehört zu dem, was danach gemeldet wurde: eine Ursache.',
  removedTitle: (device: string) => `${device}: entfernt`,
  removedBody: 'Seine aufbewahrte Nachricht wurde gelöscht: Es steht nicht mehr in der Liste, sein Verlauf bleibt.',
  answers: { acknowledge: 'Quittieren', mute: '1 Stunde stumm', muteAll: 'Alles 1 Stunde stumm' },
  acts: {
    past: 'Dieser Zeitpunkt ist schon vorbei. Wählen Sie einen späteren.',
    noMute: 'Diese Stummschaltung ist schon vorbei.',
    noDevice: 'Keines dieser Geräte ist hier noch bekannt.',
    noConnection: 'Diese Verbindung gibt es in den Einstellungen nicht mehr.',
    noSite: 'Kein Gerät gehört hier noch zu diesem Ort.',
    noOutage: 'Keiner dieser Ausfälle ist noch im Verlauf, oder die Geräte sind in keinem.',
    noNote: 'Diese Notiz gibt es nicht mehr.',
    noHandover: 'Diesen Bericht gibt es nicht mehr.',
    noMaintenance: 'Dieses Wartungsfenster gibt es nicht mehr.',
    endsFirst: 'Es würde enden, bevor es beginnt. Wählen Sie ein späteres Ende.',
    noZone: (zone) => `Dieser Computer kennt keine Zeitzone „${zone}“. Wählen Sie eine andere.`,
    noUndo: 'Das lässt sich nicht mehr zurücknehmen.',
    tooMany: (n: number, most: number) =>
      `${n.toLocaleString('de')} Geräte auf einmal sind zu viele: höchstens ${most.toLocaleString('de')}. Grenzen Sie den Filter ein.`,
  },
  quickTime: {
    '15-minutes': '15 Minuten',
    '1-hour': '1 Stunde',
    '4-hours': '4 Stunden',
    '8-hours': '8 Stunden',
    'this-morning': 'Bis 07:00',
    'tomorrow-morning': 'Bis morgen, 07:00',
  },
  diagnosis: {
    title: 'Willwatch-Diagnose',
    intro:
      'Ohne Passwörter, Inhalte und Gerätenamen. Adressen der Broker und Topics der Beobachtungen stehen darin: bitte vor dem Senden ansehen.',
    versions: 'Versionen',
    settings: 'Einstellungen',
    connections: 'Verbindungen jetzt',
    links: 'Was in diesem Lauf mit den Verbindungen geschah',
    blindSpots: (days: number) => `Zeiten, in denen nichts zu sehen war, letzte ${count(days, 'Tag', 'Tage')}, neueste zuerst`,
    counts: 'Zahlen',
    notifications: 'Benachrichtigungen, die letzten zuerst',
    native: (can: boolean) => (can ? 'Das System kann sie zeigen.' : 'Das System kann sie nicht zeigen.'),
    wanted: (on: boolean) => (on ? 'Eingeschaltet.' : 'In den Einstellungen ausgeschaltet.'),
    notices: 'Was Willwatch in seinem Fenster sagt',
    trouble: 'Warnungen und Fehler im Protokoll, die letzten zuletzt',
    none: 'Keine.',
  },
  droppedTitle: (connection: string) => `${connection}: der Broker hat Nachrichten verworfen`,
  droppedBody: (messages: number) =>
    `${count(messages, 'Nachricht', 'Nachrichten')} seit der letzten Zählung verworfen, für uns oder für andere. Was gehalten wird, wurde neu gelesen; nicht gehaltene letzte Willen können fehlen.`,
  thing: {
    connected: (id: string, url: string, willTopic: string, will: string, seconds: number) =>
      `${id} ist mit ${url} verbunden. Der letzte Wille für ${willTopic} ist ${will}. Lebensdauer: ${count(seconds, 'Sekunde', 'Sekunden')}.`,
    published: (topic: string, payload: string) => `Gesendet an ${topic}: ${payload}`,
    unpublished: (topic: string) =>
      `Der Broker hat die Nachricht an ${topic} nicht bestätigt. AWS IoT schließt die Verbindung, wenn die Policy iot:Publish dort nicht erlaubt.`,
    subscribed: (topic: string) => `Hört auf ${topic}`,
    unsubscribed: (topic: string, reason: string) => `Der Broker lässt es nicht auf ${topic} hören. ${reason}`,
    received: (topic: string, payload: string) => `Nachricht von ${topic}: ${payload}`,
    lost: (reason: string, seconds: number) => `Vor der Zeit abgeschnitten. ${reason} Nächster Versuch in ${seconds} s.`,
    silent: (seconds: number) =>
      `Von jetzt an stumm. Der Broker gibt die Verbindung nach ${seconds} s auf und veröffentlicht den letzten Willen.`,
    buried: 'Der Broker hat die Verbindung aufgegeben: Der letzte Wille ist veröffentlicht.',
    unburied: 'Der Broker behält die stumme Verbindung: Er prüft den Keep-Alive nicht. Stattdessen wird der Socket gekappt.',
    cut: 'Der Socket ist gekappt, ohne DISCONNECT: Der Broker veröffentlicht den letzten Willen.',
    left: 'Abgemeldet mit DISCONNECT: Es gibt keinen letzten Willen.',
  },
  notices: {
    settingsSetAside: (path: string, reason: string) =>
      `Die Einstellungsdatei war nicht lesbar (${reason}). Sie liegt nun unter ${path}; Willwatch beginnt mit den Vorgaben.`,
    historySetAside: (path: string, reason: 'not-a-database' | 'foreign' | 'corrupt') =>
      `Die Verlaufsdatei war nicht zu gebrauchen (${{ 'not-a-database': 'sie ist keine Datenbank', foreign: 'sie gehört einem anderen Programm', corrupt: 'sie ist beschädigt' }[reason]}). Sie liegt nun unter ${path}; ein neuer Verlauf beginnt jetzt.`,
    historyGap: (kind: 'full' | 'failing', since: string, reason: string) =>
      kind === 'full'
        ? `Der Datenträger ist voll: Seit ${since} wird nichts in den Verlauf geschrieben. Überwachung und Alarme gehen weiter, und was geschieht, bleibt im Speicher, bis Platz ist. Bitte Platz schaffen.`
        : `Der Verlauf kann seit ${since} nicht geschrieben werden (${reason}). Überwachung und Alarme gehen weiter, und was geschieht, bleibt im Speicher. Den Datenträger prüfen; ist er in Ordnung, Willwatch neu starten.`,
    historyLeftOut: (entries: number) =>
      `${count(entries, 'Eintrag passt', 'Einträge passen')} nicht in den Verlauf und ${entries === 1 ? 'wurde' : 'wurden'} ausgelassen. Das ist ein Fehler von Willwatch: bitte mit dem Protokoll melden.`,
    dataDirHeld: (dataDir: string, holder: { pid: number; host: string; command: string; since: string } | null) =>
      `${
        holder === null
          ? 'Ein anderes Willwatch'
          : `Ein anderes Willwatch (${holder.command}, Prozess ${holder.pid} auf ${holder.host}, seit ${holder.since})`
      } benutzt ${dataDir}. Beenden Sie es, oder wählen Sie mit --data-dir einen anderen Ordner.`,
    historyFailing: (reason: string) => `Der Verlauf kann nicht geschrieben werden (${reason}). Nachrichten warten, bis es geht.`,
    badWatch: (reason: string) => `Diese Beobachtung passt noch nicht: ${reason}.`,
    noBrokerToAsk: 'Kein Broker dieser Beobachtung ist eingeschaltet; es gibt niemanden zu fragen.',
    importNotSettings: 'Diese Datei enthält keine Einstellungen von Willwatch. Wählen Sie eine, die Willwatch exportiert hat.',
    importTooNew:
      'Ein neueres Willwatch hat diese Datei geschrieben. Aktualisieren Sie dieses, dann importieren Sie noch einmal.',
    importBadSettings: (reason: string) => `Die Einstellungen in dieser Datei passen nicht: ${reason}. Es wurde nichts geändert.`,
    importBadSecrets: (reason: string) =>
      `Die Passwörter in dieser Datei sind beschädigt (${reason}). Exportieren Sie noch einmal, oder ohne Passwörter.`,
    importWrongPassphrase: 'Dieser Kennsatz öffnet die Passwörter in der Datei nicht. Es wurde nichts geändert.',
    importNothingToUndo: 'Es gibt keinen Import mehr, der rückgängig zu machen wäre.',
    badSettings: (reason: string) => `Diese Einstellungen passen nicht: ${reason}`,
    settingsChangedElsewhere:
      'Die Einstellungen wurden inzwischen anderswo geändert und stehen jetzt so hier. Bitte ansehen und noch einmal speichern, wenn Ihre Änderung weiter gilt.',
    settingsNotKept: (reason: string) =>
      `Die Einstellungen konnten nicht geschrieben werden, nichts wurde geändert. Ist die Platte voll? (${reason})`,
    secretNotKept: (reason: string) => `Das Passwort konnte nicht gespeichert werden, nichts wurde geändert. ${reason}`,
    secretsWereOpen: (path: string, mode: string) =>
      `Andere auf diesem Rechner konnten die Passwörter in ${path} lesen (Modus ${mode}). Jetzt können sie es nicht mehr; ändern Sie die Passwörter, wenn jemand hineingesehen haben kann.`,
    fault: (at: string, reason: string) =>
      `In Willwatch ist um ${at} etwas fehlgeschlagen (${reason}). Die Überwachung geht weiter. Bitte mit der Diagnose aus den Einstellungen melden.`,
    restarted: 'Willwatch musste nach einem eigenen Fehler neu starten. Bitte mit der Diagnose aus den Einstellungen melden.',
  },
};
