import type { SNSClient } from '@aws-sdk/client-sns';
import type { Work } from '../rules/render-action.ts';
import { textOf } from '../rules/text-of.ts';
import { again, DONE, messageOf, type Performed, refused, socketFault } from './port.ts';

const TIMEOUT_MS = 20_000;
/** For all of it: a program that is asked for credentials may never answer, and the SDK would wait for it for ever. */
const LIMIT_MS = 60_000;

/** What SNS says of this message and would say again. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const FOR_GOOD =
  /^(InvalidParameter|InvalidParameterValue|InvalidParameterException|NotFound|NotFoundException|EndpointDisabled|PlatformApplicationDisabled|ValidationError|ValidationException)/;
const SIGN_IN =
  /^(AuthorizationError|AccessDenied|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|ExpiredToken|InvalidSecurity|InvalidAccessKeyId|MissingAuthenticationToken)/;
const BUSY = /^(Throttl|Throttled|TooManyRequests|KMSThrottling|InternalError|InternalFailure|ServiceUnavailable)/;

/** Publishes to topics of Amazon SNS, with credentials from the usual AWS chain. Nothing of AWS is loaded before the first message. */
export class SnsSender {
  /** By region and endpoint. */
  readonly #clients = new Map<string, Promise<SNSClient>>();
  readonly #limitMs: number;

  constructor(limitMs = LIMIT_MS) {
    this.#limitMs = limitMs;
  }

  async send(work: Work & { readonly kind: 'sns' }, payload: Uint8Array, signal: AbortSignal): Promise<Performed> {
    const { topicArn, format, subject, endpoint } = work;
    const limit = AbortSignal.timeout(this.#limitMs);
    const region = work.region || (topicArn.split(':')[3] ?? '');
    try {
      const { PublishCommand } = await import('@aws-sdk/client-sns');
      const client = await this.#client(region, endpoint);
      const command = new PublishCommand({
        TopicArn: topicArn,
        Message: textOf(payload) ?? '',
        ...(subject !== '' && { Subject: subject }),
        ...(format === 'json' && { MessageStructure: 'json' }),
        // A FIFO topic wants to know what belongs together.
        ...(topicArn.endsWith('.fifo') && { MessageGroupId: 'willwatch' }),
      });
      const ends = AbortSignal.any([signal, limit]);
      const sending = client.send(command, { abortSignal: AbortSignal.any([ends, AbortSignal.timeout(TIMEOUT_MS)]) });
      await Promise.race([sending, aborted(ends)]);
      return DONE;
    } catch (error) {
      return signal.aborted ? again('stopped') : faultOf(error, endpoint === '' ? `sns.${region}` : endpoint);
    }
  }

  /** Gives up its sockets. */
  async stop(): Promise<void> {
    for (const client of this.#clients.values()) (await client.catch(() => null))?.destroy();
    this.#clients.clear();
  }

  #client(region: string, endpoint: string): Promise<SNSClient> {
    const key = `${region}\n${endpoint}`;
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const made = import('@aws-sdk/client-sns').then(
      // Trying again is ours: a try that nobody sees could last longer than the program.
      ({ SNSClient }) => new SNSClient({ region, maxAttempts: 1, ...(endpoint !== '' && { endpoint }) }),
    );
    this.#clients.set(key, made);
    return made;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function faultOf(error: unknown, host: string): Performed {
  const name = error instanceof Error ? error.name : '';
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return again('no-credentials', messageOf(error));
  if (name === 'AbortError' || name === 'TimeoutError') return again('timeout', host);
  if (FOR_GOOD.test(name)) return refused('refused', messageOf(error));
  if (SIGN_IN.test(name)) return again('sign-in', messageOf(error));
  if (BUSY.test(name)) return again('busy', messageOf(error));
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status !== undefined) return status >= 500 ? again('status', String(status)) : refused('refused', messageOf(error));
  return socketFault(error, host);
}
