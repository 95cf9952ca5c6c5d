import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';

/** A plain MQTT client that goes away with its test: the device, or the other program, that a test needs. */
export async function openSpeaker(url: string, options: IClientOptions = {}): Promise<MqttClient & AsyncDisposable> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.endAsync(true) });
}
