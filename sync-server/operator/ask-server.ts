import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import * as v from 'valibot';
import { OPERATOR_ANSWER, type OperatorAct, type OperatorAnswer } from './acts.ts';
import { controlPathOf } from './control-socket.ts';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** The head of an answer of the running server; undefined: none runs on this data folder. */
const send = async (
  data: string,
  method: string,
  path: string,
  body?: string,
): Promise<{ readonly sent: ClientRequest; readonly response: IncomingMessage } | undefined> => {
  const socketPath = controlPathOf(data);
  if (socketPath === undefined) return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request({ socketPath, method, path }, resolve);
  sent.on('error', reject);
  sent.end(body);
  try {
    return { sent, response: await promise };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ECONNREFUSED') return undefined;
    throw error;
  }
};

/** Asks the running server to carry out an act; undefined: none runs on this data folder. */
export const askServer = async (data: string, act: OperatorAct): Promise<OperatorAnswer | undefined> => {
  const answered = await send(data, 'POST', '/acts', JSON.stringify(act));
  if (answered === undefined) return undefined;
  let text = '';
  for await (const chunk of answered.response) text += String(chunk);
  if (answered.response.statusCode !== 200) throw new Error('The server could not do it; its log says why.');
  return v.parse(OPERATOR_ANSWER, JSON.parse(text));
};

/** Has the running server, if there is one, remove no files until they are released or this process ends. */
export const holdBlobs = async (data: string): Promise<{ release(): void }> => {
  const answered = await send(data, 'GET', '/hold-files');
  // Also when the server stops meanwhile: then nobody removes files.
  answered?.sent.on('error', () => undefined);
  answered?.response.on('error', () => undefined);
  answered?.response.resume();
  return { release: () => answered?.sent.destroy() };
};
