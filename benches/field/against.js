// Reads lines of "TASK PASSES", does the task so many times for every file of the command line, and answers with the
// nanoseconds. "answer 0" is answered with what qs made of each file, encoded again.
const fs = require('fs');
const qs = require('qs');
const readline = require('readline');

const bodies = process.argv.slice(2).map((file) => fs.readFileSync(file, 'utf8'));
const options = { depth: 200, parameterLimit: Infinity };
const trees = bodies.map((body) => qs.parse(body, options));
const tasks = {
  parse: () => { for (const body of bodies) qs.parse(body, options); },
  stringify: () => { for (const tree of trees) qs.stringify(tree); },
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [task, passes] = line.split(' ');
  if (task === 'answer') {
    process.stdout.write(trees.map((tree) => qs.stringify(tree) + '\n').join(''));
    return;
  }
  const start = process.hrtime.bigint();
  for (let pass = 0; pass < Number(passes); pass++) tasks[task]();
  process.stdout.write(`${process.hrtime.bigint() - start}\n`);
});
