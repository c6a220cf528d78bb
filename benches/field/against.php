<?php
// Reads lines of "TASK PASSES", does the task so many times for every file of the command line, and answers with the
// nanoseconds. "answer 0" is answered with what parse_str made of each file, encoded again.
$bodies = array_map('file_get_contents', array_slice($argv, 1));
$trees = array_map(function ($body) { parse_str($body, $tree); return $tree; }, $bodies);
while (($line = fgets(STDIN)) !== false) {
    [$task, $passes] = explode(' ', trim($line));
    if ($task === 'answer') {
        foreach ($trees as $tree) {
            echo http_build_query($tree), "\n";
        }
        continue;
    }
    $start = hrtime(true);
    if ($task === 'parse_str') {
        for ($pass = 0; $pass < $passes; $pass++) {
            foreach ($bodies as $body) {
                parse_str($body, $tree);
            }
        }
    } else {
        for ($pass = 0; $pass < $passes; $pass++) {
            foreach ($trees as $tree) {
                http_build_query($tree);
            }
        }
    }
    echo hrtime(true) - $start, "\n";
}
