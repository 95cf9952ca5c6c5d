import { z } from 'zod';
import { RULE_PER_MINUTE } from './limits.ts';

const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^/\s]+$/, 'no slash or space');
/** A text with `${expression}` in it. */
const template = z.string().max(262_144);
/** The role that AWS would act as: of no use here, carried along for whoever takes the rule back to AWS. */
const roleArn = z.string().max(2048).default('');

/** A native notification; its click opens the device, or the message. */
const notification = z.object({
  kind: z.literal('notification'),
  title: template.min(1),
  body: template.default(''),
  urgency: z.enum(['low', 'normal', 'critical']).default('normal'),
});

const republish = z.object({
  kind: z.literal('republish'),
  topic: template.min(1),
  qos: z.union([z.literal(0), z.literal(1)]).default(0),
  retain: z.boolean().default(false),
  /** `null`: where the message came from. */
  connectionId: z.string().nullable().default(null),
  roleArn,
});

/** Amazon SNS, with credentials from the usual AWS chain. */
const sns = z.object({
  kind: z.literal('sns'),
  topicArn: z.string().min(1).max(2048),
  /** Empty: as the ARN says. */
  region: z.string().max(100).default(''),
  /** `json`: the message is an object with one text for each protocol, and `default`. */
  format: z.enum(['raw', 'json']).default('raw'),
  subject: template.default(''),
  /** Another endpoint than AWS's, for testing; empty: AWS's. */
  endpoint: z.string().max(2000).default(''),
  roleArn,
});

const email = z.object({
  kind: z.literal('email'),
  to: z.array(z.string().min(3).max(320)).min(1).max(50),
  subject: template.min(1),
  /** Empty: what the statement selected. */
  body: template.default(''),
});

/** An HTTPS POST of what the statement selected. */
const webhook = z.object({
  kind: z.literal('webhook'),
  url: template.min(1),
  headers: z
    .array(z.object({ name: z.string().min(1).max(200), value: template }))
    .max(50)
    .default([]),
  /** The name of a header whose value is kept with the secrets; empty: none. */
  secretHeader: z.string().max(200).default(''),
  timeoutSeconds: z.number().min(1).max(60).default(10),
  /** Whether addresses of this computer and its networks may be called. */
  privateAddresses: z.boolean().default(false),
});

export const ruleAction = z.discriminatedUnion('kind', [notification, republish, sns, email, webhook]);
export type RuleAction = z.infer<typeof ruleAction>;

export const sqlVersion = z.enum(['2015-10-08', '2016-03-23', 'beta']);
/** The versions of AWS IoT SQL. `beta` is the newest, which here is 2016-03-23. */
export type SqlVersion = z.infer<typeof sqlVersion>;

/** What is done with messages that a statement selects. */
export const rule = z.object({
  id,
  name: z.string().min(1).max(128),
  description: z.string().max(2000).default(''),
  sql: z.string().min(1).max(65_536),
  sqlVersion: sqlVersion.default('2016-03-23'),
  enabled: z.boolean().default(true),
  /** As many as AWS allows. */
  actions: z.array(ruleAction).max(10).default([]),
  /** Done once for a message of which an action failed for good. */
  errorAction: ruleAction.nullable().default(null),
  /** `null`: on every connection. */
  connectionId: z.string().nullable().default(null),
  /** So many times a minute each action is done; what is above is counted, and not done. */
  perMinute: z.number().int().min(1).max(60_000).default(RULE_PER_MINUTE),
});
export type Rule = z.infer<typeof rule>;

/** The server that takes the e-mail of rules. Its password is kept with the secrets. */
export const mailSettings = z.object({
  /** Empty: there is none. */
  host: z.string().max(253).default(''),
  port: z.number().int().min(1).max(65_535).default(587),
  /** `starttls`: TLS is asked for and must be there. `tls`: from the first byte. `none`: only to this computer itself. */
  security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
  /** Empty: without signing in. */
  user: z.string().max(1000).default(''),
  /** The sender's address. */
  from: z.string().max(320).default(''),
});
export type MailSettings = z.infer<typeof mailSettings>;
