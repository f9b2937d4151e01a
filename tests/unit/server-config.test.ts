import { expect, it } from 'vitest';
import { readConfig } from '../../sync-server/config.ts';

it('CONF-2 the defaults are safe', () => {
  const read = readConfig({ PATH: '/usr/bin', PORT: ' ', SKERRY_SECRET: '' });
  expect(read).toEqual({
    kind: 'ok',
    warnings: [],
    config: {
      port: 3000,
      host: '127.0.0.1',
      data: './data',
      origin: undefined,
      log: 'info',
      rateLimits: true,
      secret: undefined,
      trustProxy: false,
      signUp: 'invitation',
      mail: undefined,
    },
  });
});

it.each([
  ['PORT', 'http'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '3e3'],
  ['HOST', 'a b'],
  ['SKERRY_ORIGIN', 'chat.example.org'],
  ['SKERRY_ORIGIN', 'ftp://chat.example.org'],
  ['SKERRY_ORIGIN', 'https://chat.example.org/path'],
  ['SKERRY_ORIGIN', 'https://user@chat.example.org'],
  ['SKERRY_LOG', 'loud'],
  ['SKERRY_SECRET', 'short'],
  ['SKERRY_TRUST_PROXY', 'maybe'],
  ['SKERRY_SIGN_UP', 'everybody'],
  ['SKERRY_DEMO', 'mara'],
  ['SKERRY_DEMO', '[{"name":"Mara"}]'],
  ['SKERRY_FILE_MB', '0'],
  ['SKERRY_FILE_MB', '10 MB'],
  ['SKERRY_FILE_MB', '1000001'],
  ['SKERRY_FILE_QUOTA_MB', '50'],
  ['SKERRY_FILE_TOTAL_MB', '-1'],
  ['SKERRY_FILE_TOTAL_MB', '99'],
  ['SKERRY_FILE_CLEANUP', 'off'],
  ['SKERRY_S3_URL', 's3.example.org'],
  ['SKERRY_S3_URL', 'https://s3.example.org/bucket'],
  ['SKERRY_S3_PUBLIC_URL', 'https://s3.example.org'],
  ['SKERRY_S3_REGION', 'Europe'],
  ['SKERRY_S3_BUCKET', 'A bucket'],
  ['SKERRY_SMTP_URL', 'mail.example.org'],
  ['SKERRY_MAIL_FROM', 'Skerry'],
  ['SKERRY_MAIL_FROM', 'chat@example.org'],
  ['SKERRY_RATE_LIMITS', 'off'],
  ['REDIS_URL', 'redis.example.org'],
  ['REDIS_URL', 'http://redis.example.org'],
  ['REDIS_URL', 'redis://redis.example.org/first'],
  // Each instance would make a secret of its own.
  ['REDIS_URL', 'redis://redis.example.org:6379/2'],
])('CONF-1 and CONF-4 %s=%s is one sentence that names the setting', (name, value) => {
  const read = readConfig({ [name]: value });
  expect(read).toEqual({ kind: 'mistakes', sentences: [expect.stringMatching(new RegExp(`^${name}.*[a-z0-9]\\.$`))] });
});

it('CONF-1 all mistakes are said at once', () => {
  const read = readConfig({ PORT: 'x', SKERRY_LOG: 'loud', HOST: '?' });
  expect(read.kind === 'mistakes' ? read.sentences.length : 0).toBe(3);
});

it('CONF-1 an origin is taken as browsers write it', () => {
  const origins = ['https://Chat.Example.org/', 'http://localhost:3000', 'http://[::1]:3000'].map((origin) => {
    const read = readConfig({ SKERRY_ORIGIN: origin });
    return read.kind === 'ok' ? read.config.origin : read.sentences[0];
  });
  expect(origins).toEqual(['https://chat.example.org', 'http://localhost:3000', 'http://[::1]:3000']);
});

it('CONF-5 what looks like a setting and is none is named', () => {
  const read = readConfig({ SKERRY_ORGIN: 'https://chat.example.org' });
  expect(read.kind === 'ok' ? read.warnings : []).toEqual(['SKERRY_ORGIN is not a setting of Skerry and was ignored.']);
});

it('CONF-6 mail needs a sender and the public address, for the links in it', () => {
  const smtp = { SKERRY_SMTP_URL: 'smtps://skerry:secret@mail.example.org:465' };
  const from = { SKERRY_MAIL_FROM: 'Skerry <chat@example.org>' };
  expect(readConfig(smtp)).toEqual({
    kind: 'mistakes',
    sentences: [expect.stringContaining('SKERRY_MAIL_FROM'), expect.stringContaining('SKERRY_ORIGIN')],
  });
  expect(readConfig({ ...smtp, ...from }).kind).toBe('mistakes');
  expect(readConfig({ ...smtp, ...from, SKERRY_ORIGIN: 'https://chat.example.org' })).toMatchObject({
    kind: 'ok',
    config: { mail: { url: smtp.SKERRY_SMTP_URL, from: from.SKERRY_MAIL_FROM } },
  });
});

it('CONF-1 a bucket needs its address, its keys and the public address, each said in a sentence', () => {
  const S3 = {
    SKERRY_S3_URL: 'https://s3.example.org',
    SKERRY_S3_BUCKET: 'skerry-files',
    SKERRY_S3_ACCESS_KEY: 'key',
    SKERRY_S3_SECRET_KEY: 'secret',
    SKERRY_ORIGIN: 'https://chat.example.org',
  };
  const read = readConfig(S3);
  expect(read.kind === 'ok' ? read.config.s3 : read.sentences).toEqual({
    url: 'https://s3.example.org',
    publicUrl: undefined,
    region: 'us-east-1',
    bucket: 'skerry-files',
    accessKey: 'key',
    secretKey: 'secret',
    origin: 'https://chat.example.org',
  });
  for (const name of Object.keys(S3)) {
    const lacking = readConfig({ ...S3, [name]: '' });
    expect(lacking).toEqual({ kind: 'mistakes', sentences: [expect.stringContaining(name)] });
  }
});
