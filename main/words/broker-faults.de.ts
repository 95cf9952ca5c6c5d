import type { BrokerFaultsWords } from './broker-faults.en.ts';

const EXAMPLE = 'zum Beispiel mqtt://broker.example:1883';

export const brokerFaultsDe: BrokerFaultsWords = {
  twice: (id) => `zwei Broker haben die ID „${id}“`,
  noAddress: (text) => `„${text}“ ist keine Adresse; schreiben Sie Schema://Rechner:Port, ${EXAMPLE}`,
  scheme: (text) => `„${text}“ beginnt nicht mit mqtt://, mqtts://, ws:// oder wss://; schreiben Sie ${EXAMPLE}`,
  noHost: (text) => `„${text}“ nennt keinen Rechner; schreiben Sie ${EXAMPLE}`,
  user: 'Benutzer und Passwort gehören in ihre eigenen Felder, nicht in die Adresse',
  certificateAndKey: 'ein Client-Zertifikat und sein Schlüssel gehören zusammen; eines von beiden fehlt',
  aws: {
    webSocket: 'die Anmeldung mit AWS-Zugangsdaten braucht eine wss://-Adresse',
    region: 'die Anmeldung mit AWS-Zugangsdaten braucht eine Region, die diese Adresse nicht nennt',
    certificate: 'ein Client-Zertifikat und die Anmeldung mit AWS-Zugangsdaten schließen einander aus; wählen Sie eines',
    clientIdBytes: (id, bytes, most) => `die Client-ID „${id}“ hat ${bytes} Bytes; AWS IoT nimmt ${most}`,
    clientIdDollar: (id) => `die Client-ID „${id}“ beginnt mit $, das AWS IoT sich vorbehält`,
    topicBytes: (topic, bytes, most) => `„${topic}“ hat ${bytes} Bytes; AWS IoT nimmt ${most}`,
    topicSlashes: (topic, slashes, most) => `„${topic}“ hat ${slashes} Schrägstriche; AWS IoT nimmt ${most}`,
  },
};
