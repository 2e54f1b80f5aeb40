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
