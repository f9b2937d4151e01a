import { runServer } from '../../sync-server/run-server.ts';
import { surroundingsFor } from './words.ts';

await runServer(surroundingsFor('sealed'));
