import type { BrokerSettings } from './settings.ts';

/**
 * What AWS IoT Core takes. AWS moves some of these: its reason codes have the last word.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export const AWS_IOT_LIMITS = {
  clientIdBytes: 128,
  topicBytes: 256,
  /** Eight levels. */
  topicSlashes: 7,
  payloadBytes: 131_072,
  /** Of one connection. */
  filters: 50,
  keepAliveSeconds: { least: 30, most: 1200 },
} as const;

/** The region in the name of an AWS IoT Core endpoint; `null` for every other host, also AWS's own brokers and load balancers. */
export function awsIotRegion(host: string): string | null {
  return /\.iot(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/i.exec(host)?.[1]?.toLowerCase() ?? null;
}

/** Whether a broker is AWS IoT Core: by its address, or by the region in its settings. */
export function isAwsIot({ url, aws }: Pick<BrokerSettings, 'url' | 'aws'>): boolean {
  return aws.region !== '' || awsIotRegion(URL.parse(url)?.hostname ?? '') !== null;
}
