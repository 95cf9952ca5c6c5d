import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AwsKeys } from './aws-endpoint.ts';

/** What SNS does of a Publish: checks the signature by AWS's own description, and answers in its XML. */
export interface SnsEndpoint {
  readonly url: string;
  /** The form of every request that was signed well. */
  readonly published: URLSearchParams[];
  /** What was wrong with the others. */
  readonly faults: string[];
  /** Answers the next ones with an error of this name instead. */
  fail: { readonly status: number; readonly code: string } | null;
  [Symbol.asyncDispose](): Promise<void>;
}

export const SNS_REGION = 'eu-central-1';

export async function startSnsEndpoint(keys: AwsKeys): Promise<SnsEndpoint> {
  const endpoint = { published: [] as URLSearchParams[], faults: [] as string[], fail: null as SnsEndpoint['fail'] };
  const server = createServer(async (request, answer) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const fault = faultOf(request.method ?? '', request.url ?? '', request.headers, body, keys);
    const say = (status: number, xml: string): void => {
      answer.writeHead(status, { 'content-type': 'text/xml' });
      answer.end(xml);
    };
    const refuse = (status: number, code: string): void =>
      say(
        status,
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} of the test</Message></Error></ErrorResponse>`,
      );
    if (fault !== null) {
      endpoint.faults.push(fault);
      return refuse(403, 'SignatureDoesNotMatch');
    }
    if (endpoint.fail !== null) return refuse(endpoint.fail.status, endpoint.fail.code);
    endpoint.published.push(new URLSearchParams(body));
    say(
      200,
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return Object.assign(endpoint, {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, of a header-signed POST */
function faultOf(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  keys: AwsKeys,
): string | null {
  const given = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    String(headers['authorization'] ?? ''),
  );
  if (given === null) return 'authorization';
  const [, credential = '', signed = '', signature] = given;
  const time = String(headers['x-amz-date']);
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(at - Date.now()) < 300_000)) return 'time';
  const scope = `${time.slice(0, 8)}/${SNS_REGION}/sns/aws4_request`;
  if (credential !== `${keys.accessKeyId}/${scope}`) return 'credential';
  if (!['host', 'x-amz-date'].every((name) => signed.split(';').includes(name))) return 'signed headers';
  if (keys.sessionToken !== undefined && headers['x-amz-security-token'] !== keys.sessionToken) return 'token';
  const [path = '', query = ''] = url.split('?');
  const lines = signed.split(';').map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}`,
  );
  const canonical = [method, path, query, ...lines, '', signed, hash(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n');
  const key = [time.slice(0, 8), SNS_REGION, 'sns', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${keys.secretAccessKey}`,
  );
  return createHmac('sha256', key).update(toSign).digest('hex') === signature ? null : 'signature';
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
