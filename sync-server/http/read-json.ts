import type { Context } from 'hono';
import * as v from 'valibot';
import type { Failure } from './errors.ts';

export type Read<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: Failure };

const failed = (message: string, status: 400 | 415 = 400): Read<never> => ({
  kind: 'failed',
  failure: { code: 'invalid', message, status },
});

export const isJson = (type: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(type ?? '');

/** The place of the first mistake, `members.0`; never the value, which may be a password. */
const placeOf = (issues: readonly v.BaseIssue<unknown>[]): string => {
  const path = issues[0]?.path?.map((part) => String(part.key)).join('.') ?? '';
  return path === ''
    ? 'The request is not in the expected form.'
    : `"${path.slice(0, 80)}" is not in the expected form.`;
};

/** The body of a request, held to a schema. Its size is bounded before (`app.ts`). */
export const readJson = async <const S extends v.GenericSchema>(
  c: Context,
  schema: S,
): Promise<Read<v.InferOutput<S>>> => {
  // A form of another website can send text/plain without asking; JSON it cannot.
  if (!isJson(c.req.header('content-type'))) return failed('Send JSON with content-type application/json.', 415);
  let parsed: unknown;
  try {
    parsed = JSON.parse(await c.req.text());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return failed('The request is not valid JSON.');
  }
  const result = v.safeParse(schema, parsed);
  return result.success ? { kind: 'ok', value: result.output } : failed(placeOf(result.issues));
};
