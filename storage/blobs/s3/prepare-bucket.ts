import { createHash } from 'node:crypto';
import type { LifecycleConfig, LifecycleRule } from 'minio';
import { createS3Client, type S3Client, type S3Options, s3CodeOf, unless } from './s3-client.ts';
import { PREFIX } from './s3-store.ts';

/** The bucket cannot be used, and whoever configured it can change that: one sentence for them. */
export class BucketError extends Error {}

/** Days after which the store itself removes parts that nobody made a blob of; the collector is earlier. */
const UNFINISHED_DAYS = 30;
const RULE = 'skerry-unfinished-uploads';

const corsFor = (origin: string): string => `<CORSConfiguration><CORSRule>
<AllowedOrigin>${origin}</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod>
<AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>
<ExposeHeader>Content-Range</ExposeHeader><ExposeHeader>Content-Length</ExposeHeader><MaxAgeSeconds>3600</MaxAgeSeconds>
</CORSRule></CORSConfiguration>`;

const listOf = (header: string | null): string[] => (header ?? '').toLowerCase().split(/\s*,\s*/);

/** Whether a page of the origin may send parts and read ranges, by what the store says to its browser. */
const allows = async (client: S3Client, bucket: string, origin: string): Promise<boolean> => {
  for (const [method, headers] of [
    ['PUT', 'content-type'],
    ['GET', 'range'],
  ] as const) {
    const url = await client.presignedUrl(method, bucket, `${PREFIX}cors`, 60);
    const answer = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
    });
    await answer.body?.cancel();
    const allowed = answer.headers.get('access-control-allow-origin');
    const methods = listOf(answer.headers.get('access-control-allow-methods'));
    if (!answer.ok || (allowed !== origin && allowed !== '*')) return false;
    if (!methods.includes(method.toLowerCase()) && !methods.includes('*')) return false;
  }
  return true;
};

const prepareCors = async (client: S3Client, bucket: string, origin: string): Promise<void> => {
  if (await allows(client, bucket, origin)) return;
  const rules = corsFor(origin);
  const digest = createHash('md5').update(rules).digest('base64');
  await client
    .makeRequestAsyncOmit(
      { method: 'PUT', bucketName: bucket, query: 'cors', headers: { 'Content-MD5': digest } },
      rules,
    )
    .catch((error: unknown) => {
      // What counts is whether browsers are let in; some stores let in everybody and know no rules.
      if (s3CodeOf(error) === undefined) throw error;
    });
  if (await allows(client, bucket, origin)) return;
  throw new BucketError(
    `The bucket ${bucket} does not let pages of ${origin} send and read files, and its rules (CORS) cannot be set with these keys; allow GET, HEAD and PUT with all headers for this origin, and expose ETag.`,
  );
};

const isOfBlobs = ({ Prefix, Filter }: LifecycleRule): boolean => {
  const prefix = Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '';
  return PREFIX.startsWith(prefix) || prefix.startsWith(PREFIX);
};

const rulesOf = async (client: S3Client, bucket: string): Promise<LifecycleRule[]> => {
  const config = (await unless(['NoSuchLifecycleConfiguration', 'NotImplemented', 'AccessDenied'], () =>
    client.getBucketLifecycle(bucket),
  )) as Partial<LifecycleConfig> | null | undefined;
  return [config?.Rule ?? []].flat();
};

/** @returns whether the store removes unfinished uploads by itself */
const prepareLifecycle = async (client: S3Client, bucket: string): Promise<boolean> => {
  const rules = await rulesOf(client, bucket);
  if (rules.some((rule) => rule.Expiration !== undefined && rule.Status === 'Enabled' && isOfBlobs(rule)))
    throw new BucketError(
      `The bucket ${bucket} has a lifecycle rule that removes files after some time; remove that rule, or exempt ${PREFIX} from it.`,
    );
  const isSet = (all: readonly LifecycleRule[]) =>
    all.some((rule) => rule.AbortIncompleteMultipartUpload !== undefined && rule.Status === 'Enabled');
  if (isSet(rules)) return true;
  const ours: LifecycleRule = {
    ID: RULE,
    Status: 'Enabled',
    Filter: { Prefix: PREFIX },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: UNFINISHED_DAYS },
  };
  try {
    await client.setBucketLifecycle(bucket, { Rule: [...rules, ours] });
  } catch (error) {
    if (s3CodeOf(error) === undefined) throw error;
  }
  return isSet(await rulesOf(client, bucket));
};

/**
 * Makes the bucket if there is none, and sees to it that browsers may use it and that nothing in it ends by itself.
 * Throws `BucketError` with a sentence when that cannot be had.
 * @param origin of the pages that send and read
 */
export const prepareBucket = async (
  options: S3Options,
  origin: string,
): Promise<{ readonly cleansItself: boolean }> => {
  const { bucket, url } = options;
  const client = createS3Client(options, url);
  try {
    if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket, options.region);
    await prepareCors(client, bucket, origin);
    return { cleansItself: await prepareLifecycle(client, bucket) };
  } catch (error) {
    if (error instanceof BucketError) throw error;
    const code = s3CodeOf(error) ?? (error instanceof Error ? error.message : String(error));
    throw new BucketError(
      `The bucket ${bucket} at ${url} cannot be used (${code}); look at SKERRY_S3_URL and the keys.`,
    );
  }
};
