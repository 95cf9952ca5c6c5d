import type { MqttProperties } from '../contract/mqtt-properties.ts';
import { storeText } from './text.ts';

/** Bytes as base64; everything else is JSON already. */
interface Packed extends Omit<MqttProperties, 'correlationData'> {
  readonly correlationData?: string;
}

/** What a message came with, as its row has it. `readProperties` is its inverse. */
export function storeProperties({ correlationData, ...rest }: MqttProperties): string {
  const packed: Packed = {
    ...rest,
    ...(correlationData !== undefined && { correlationData: Buffer.from(correlationData).toString('base64') }),
  };
  return storeText(JSON.stringify(packed));
}

/** Null where there is none, or the file was damaged. */
export function readProperties(text: string | null): MqttProperties | null {
  if (text === null) return null;
  try {
    const { correlationData, ...rest } = JSON.parse(text) as Packed;
    const isSound =
      [rest.contentType ?? '', rest.responseTopic ?? '', correlationData ?? ''].every((one) => typeof one === 'string') &&
      (rest.userProperties ?? []).every((pair) => pair.length === 2 && pair.every((one) => typeof one === 'string'));
    if (!isSound) return null;
    return { ...rest, ...(correlationData !== undefined && { correlationData: Buffer.from(correlationData, 'base64') }) };
  } catch {
    return null;
  }
}
