import webPush from 'web-push';
import type { PushKeys } from '../../storage/ports/push.ts';
import type { VapidKey } from './vapid-key.ts';

export interface EncryptedPush {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface PushOptions {
  /** Seconds that the push service keeps it for a device that is away. */
  readonly lifetime: number;
  /** A later push of the same topic takes its place. At most 32 characters of base64url. */
  readonly topic: string;
  readonly isUrgent: boolean;
}

/** Encrypts for one device (RFC 8291) and signs as this server. Throws for keys that are none. @param subject who to ask */
export const encryptPush = (
  device: PushKeys,
  text: string,
  { lifetime, topic, isUrgent }: PushOptions,
  key: VapidKey,
  subject: string,
): EncryptedPush => {
  const { headers, body } = webPush.generateRequestDetails(
    { endpoint: device.endpoint, keys: { p256dh: device.p256dh, auth: device.auth } },
    text,
    {
      TTL: lifetime,
      topic,
      urgency: isUrgent ? 'high' : 'normal',
      vapidDetails: { subject, ...key },
      contentEncoding: 'aes128gcm',
    },
  );
  return { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])), body };
};
