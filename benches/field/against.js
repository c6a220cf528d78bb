// Reads lines of "parse PASSES", parses every file of the command line so many times, and answers with the
// nanoseconds. "answer 0" is answered with what qs made of each file, encoded again.
const fs = require('fs');
const qs = require('qs');
const readline = require('readline');

const bodies = process.argv.slice(2).map((file) => fs.readFileSync(file, 'utf8'));
const options = { depth: 200, parameterLimit: Infinity };

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [task, passes] = line.split(' ');
  if (task === 'answer') {
    process.stdout.write(bodies.map((body) => qs.stringify(qs.parse(body, options)) + '\n').join(''));
    return;
  }
  const start = process.hrtime.bigint();
  for (let pass = 0; pass < Number(passes); pass++) {
    for (const body of bodies) qs.parse(body, options);
  }
  process.stdout.write(`${process.hrtime.bigint() - start}\n`);
});
