// Runs before anything else on whatever Node there is: the project brings its own, and says so when it is missing.
import module from 'node:module';

const [major] = process.versions.node.split('.').map(Number);
if (major < 26) {
  console.error(
    `Weft needs its own Node 26, and this is ${process.version}: run "npm ci" without --ignore-scripts, then use "npm start" or "npm test".`,
  );
  process.exit(1);
}
// What was compiled once is not compiled again at the next start.
module.enableCompileCache?.();

// drizzle-orm's package.json (178 KB) is parsed again by Node for each of its 300 files and each import of it. Answering
// those here takes more than half off the time it takes to start, and off the memory.
const known = new Map();
module.registerHooks({
  resolve(specifier, context, next) {
    const isInside = context.parentURL?.includes('/node_modules/drizzle-orm/') === true;
    if (isInside && specifier.startsWith('.') && context.conditions.includes('import'))
      return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
    if (!specifier.startsWith('drizzle-orm')) return next(specifier, context);
    const found = known.get(specifier) ?? { ...next(specifier, context), shortCircuit: true };
    known.set(specifier, found);
    return found;
  },
});
