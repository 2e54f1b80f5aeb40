/** What both stand-ins are made of: faults and their script, answers spoilt on the wire, chance with a seed. */
export { proxyPage, sendAnswer, type Whole } from './answer.ts';
export { type Chance, seeded, unruly } from './chance.ts';
export { type Fault, isAccepted, kindOf, waitOut, wireFaults } from './faults.ts';
export { fileUnder, keepLast } from './keep.ts';
export { createFaultScript, type FaultOptions, type FaultScript, type RandomFaults } from './script.ts';
