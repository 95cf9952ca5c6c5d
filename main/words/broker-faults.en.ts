const EXAMPLE = 'for example mqtt://broker.example:1883';

/** Why a broker is refused: ends of sentences. */
export const brokerFaultsEn = {
  twice: (id: string) => `two brokers have the id "${id}"`,
  noAddress: (text: string) => `"${text}" is not an address; write it as scheme://host:port, ${EXAMPLE}`,
  scheme: (text: string) => `"${text}" does not begin with mqtt://, mqtts://, ws:// or wss://; write it ${EXAMPLE}`,
  noHost: (text: string) => `"${text}" names no host; write it ${EXAMPLE}`,
  user: 'user and password belong into their own fields, not into the address',
  certificateAndKey: 'a client certificate and its key belong together; one of them is missing',
  /** Of AWS IoT Core. */
  aws: {
    webSocket: 'signing in with AWS credentials needs a wss:// address',
    region: 'signing in with AWS credentials needs a region, which this address does not name',
    certificate: 'a client certificate and signing in with AWS credentials exclude each other; choose one',
    clientIdBytes: (id: string, bytes: number, most: number) => `the client id "${id}" has ${bytes} bytes; AWS IoT takes ${most}`,
    clientIdDollar: (id: string) => `the client id "${id}" begins with $, which AWS IoT keeps for itself`,
    topicBytes: (topic: string, bytes: number, most: number) => `"${topic}" has ${bytes} bytes; AWS IoT takes ${most}`,
    topicSlashes: (topic: string, slashes: number, most: number) => `"${topic}" has ${slashes} slashes; AWS IoT takes ${most}`,
  },
};

export type BrokerFaultsWords = typeof brokerFaultsEn;
