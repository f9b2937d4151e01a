import { SHARE_LIMITS } from './share-limits.ts';
import { joinShared, type Shared } from './shared-store.ts';

type Limits = Readonly<Record<'text' | 'files' | 'bytes', number>>;

/** Reads no further than what may be kept. */
const formOf = (request: Request, most: number): Promise<FormData> => {
  if (request.body === null) return request.formData();
  let left = most;
  const bounded = request.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        left -= chunk.byteLength;
        if (left < 0) controller.error(new Error('too large'));
        else controller.enqueue(chunk);
      },
    }),
  );
  const headers = { 'Content-Type': request.headers.get('Content-Type') ?? '' };
  return new Response(bounded, { headers }).formData();
};

/** What a request shares. `nothing`: it is empty. `not-kept`: more than fits, or no form. */
export const readShare = async (
  request: Request,
  now: number,
  limits: Limits = SHARE_LIMITS,
): Promise<Shared | 'nothing' | 'not-kept'> => {
  const form = await formOf(request, limits.bytes).catch(() => undefined);
  if (form === undefined) return 'not-kept';
  const part = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const words = [part('title'), part('text'), part('url')];
  // Counted as characters only when that is cheap.
  if (words.reduce((sum, one) => sum + (one?.length ?? 0), 0) > 2 * limits.text) return 'not-kept';
  const text = joinShared(words);
  const files = form.getAll('files').filter((one): one is File => typeof one !== 'string' && one.size > 0);
  if (text === '' && files.length === 0) return 'nothing';
  if ([...text].length > limits.text || files.length > limits.files) return 'not-kept';
  return { text, files, at: now };
};
