import { parentPort, workerData } from 'node:worker_threads';
import { communitiesOf } from './communities.ts';

parentPort?.postMessage(communitiesOf(workerData));
