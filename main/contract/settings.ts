import { z } from 'zod';
import { feedTopic } from './feed.ts';
import { dismissedGroup, MAX_DISMISSED, MAX_WRONG, wrongPair } from './learning.ts';
import { liveSettings } from './live.ts';
import { mailSettings, rule } from './rules.ts';

/** A test on a payload. Text is compared trimmed and in any case; `json` compares the value at a dotted path the same way. */
export const payloadTest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().min(1).max(1000) }),
  z.object({ kind: z.literal('json'), path: z.string().min(1).max(500), equals: z.string().max(1000) }),
]);
export type PayloadTest = z.infer<typeof payloadTest>;

const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^/\s]+$/, 'no slash or space');
const seconds = z
  .number()
  .min(0)
  .max(86_400 * 7);

export const brokerSettings = z.object({
  id,
  name: z.string().min(1).max(200),
  /** mqtt:// mqtts:// ws:// or wss://, without user and password. */
  url: z.string().max(2000),
  protocol: z.enum(['3.1.1', '5']).default('3.1.1'),
  username: z.string().max(65_535).default(''),
  /** Overrides the stable id made from the installation. */
  clientId: z.string().max(128).default(''),
  caFile: z.string().max(4096).default(''),
  certFile: z.string().max(4096).default(''),
  keyFile: z.string().max(4096).default(''),
  keepAliveSeconds: z.number().int().min(5).max(1200).default(30),
  /** How long the broker is asked to keep our session while we are away (MQTT 5; a 3.1.1 broker decides itself). */
  sessionSeconds: z
    .number()
    .int()
    .min(0)
    .max(4_294_967_295)
    .default(7 * 86_400),
  /** A second, clean QoS 0 connection that listens live beside the persistent one. `null`: on, but off for AWS IoT Core, where connections cost. */
  liveListener: z.boolean().nullable().default(null),
  /** AWS IoT Core: signing in without a certificate, and the region where the address does not name it (a domain of one's own). */
  aws: z
    .object({
      /** A WebSocket signed by SigV4, with credentials from the usual AWS chain. */
      signed: z.boolean().default(false),
      region: z
        .string()
        .max(50)
        .regex(/^[a-z0-9-]*$/, 'a region is spelt like eu-central-1')
        .default(''),
      /** Of the AWS configuration files; empty: the usual one. */
      profile: z.string().max(200).default(''),
    })
    .prefault({}),
  enabled: z.boolean().default(true),
});
export type BrokerSettings = z.infer<typeof brokerSettings>;

export const watchSettings = z.object({
  id,
  /** `null`: on every connection. */
  connectionId: z.string().nullable().default(null),
  /** `auto`: every convention Willwatch knows. */
  convention: z.enum(['auto', 'lwtThing', 'custom']),
  /** custom: a topic filter with `{device}` (and `{gateway}`, `{site}`) placeholders. */
  topic: z.string().max(65_535).default(''),
  /** custom: dotted path of the device id in a JSON payload; empty when the topic names the device. */
  deviceIdPath: z.string().max(500).default(''),
  online: z.array(payloadTest).default([]),
  offline: z.array(payloadTest).default([]),
  goodbye: z.array(payloadTest).default([]),
  /** custom: more topics with `{device}` whose messages are signs of life (telemetry). */
  lifeTopics: z.array(z.string().max(65_535)).default([]),
  /** custom: path in a JSON payload of the ids of all that hang on the device (`children`, `devices[*].id`); empty: none. */
  downstreamPath: z.string().max(500).default(''),
  /** custom: path in a JSON payload of the id of what the device hangs on (`via`), or of several; empty: none. */
  upstreamPath: z.string().max(500).default(''),
  /** Telemetry topics with `{device}`: signs of life, too; the values named are kept as they were before an outage. */
  feedTopics: z.array(feedTopic).max(10).default([]),
  /** custom: after how long without any message a device counts as silent. 0: never. */
  silentAfterSeconds: seconds.default(0),
  /** Hold before telling anyone; `null`: the general one. */
  holdSeconds: seconds.nullable().default(null),
});
export type WatchSettings = z.infer<typeof watchSettings>;

/** `downstream` hangs on `upstream`; both are device ids on the same connection. `connectionId` null: on every connection. */
export const topologyPair = z.object({
  upstream: z.string().min(1),
  downstream: z.string().min(1),
  connectionId: z.string().nullable().default(null),
  /** Who says so: a person, or a file that a person imported. */
  source: z.enum(['hand', 'import']).default('hand'),
  /** Since when, epoch ms; null: before this was noted. */
  setAt: z.number().int().min(0).nullable().default(null),
});
export type TopologyPair = z.infer<typeof topologyPair>;

export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  brokers: z.array(brokerSettings).default([]),
  watches: z.array(watchSettings).default([]),
  topology: z.array(topologyPair).default([]),
  /** What a person was asked of the topology and does not want to be asked again, and what was learned of it that is wrong. */
  learning: z
    .object({
      dismissed: z.array(dismissedGroup).max(MAX_DISMISSED).default([]),
      wrong: z.array(wrongPair).max(MAX_WRONG).default([]),
    })
    .prefault({}),
  notifications: z
    .object({
      enabled: z.boolean().default(true),
      holdSeconds: seconds.default(3),
      /** Losses this close together, in either order, may have one cause: the children's wills often come before their gateway's. */
      incidentSeconds: z.number().min(0).max(600).default(10),
    })
    .prefault({}),
  /** What is done with messages that an AWS IoT SQL statement selects. */
  rules: z.array(rule).max(1000).default([]),
  mail: mailSettings.prefault({}),
  /** How much history is kept. 0: no limit. Above the size messages go before outages; what is still true always stays. */
  retention: z
    .object({
      days: z.number().int().min(0).max(36_500).default(365),
      megabytes: z.number().int().min(0).max(1_000_000).default(1000),
    })
    .prefault({}),
  /** How much the log files hold. */
  log: z.object({ level: z.enum(['error', 'warn', 'info', 'debug']).default('info') }).prefault({}),
  /**
   * Desktop, where the system has no protected place for passwords: `session` keeps them until the program ends, `keep` on the disk, where
   * whoever has the person's account can read them.
   */
  secrets: z.object({ unprotected: z.enum(['session', 'keep']).default('session') }).prefault({}),
  /** The desktop app starts into the tray when the person logs in. */
  startAtLogin: z.boolean().default(false),
  appearance: z
    .object({ theme: z.enum(['auto', 'light', 'dark']).default('auto'), language: z.enum(['auto', 'en', 'de']).default('auto') })
    .prefault({}),
  /** What the live page keeps at hand. */
  live: liveSettings,
  /** The desktop app. `off`: never asks a server by itself. */
  updates: z
    .object({ check: z.enum(['off', 'ask']).default('ask'), channel: z.enum(['stable', 'beta']).default('stable') })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
/** What the window gets and puts: pairs may be 100,000, and are asked for and changed by the requests of the topology. */
export const windowSettings = settingsSchema.omit({ topology: true });
export type WindowSettings = z.infer<typeof windowSettings>;
/** Settings as a person may write them: everything with a default may be left out. */
export type SettingsInput = z.input<typeof settingsSchema>;
