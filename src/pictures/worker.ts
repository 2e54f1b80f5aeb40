import { parentPort, workerData } from 'node:worker_threads';
import { drawHere } from './draw-here.ts';

parentPort?.postMessage(await drawHere(workerData));
