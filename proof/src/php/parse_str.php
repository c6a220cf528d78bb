<?php
// What does parse_str make of each body of a batch?
// A batch is the count of bodies, the length of each (4 bytes little-endian all), then the bodies.
// The answer is the list of trees, and the list of warnings with the index of the body.

$index = 0;
$warnings = [];
set_error_handler(function (int $level, string $message) use (&$index, &$warnings): bool {
    if (!str_starts_with($message, 'parse_str(): Input variable')) {
        throw new ErrorException($message);
    }
    $warnings[] = [(string) $index, $message];
    return true;
});
while (($batch = $read()) !== null) {
    $count = unpack('V', $batch)[1];
    $at = 4 + 4 * $count;
    $trees = [];
    $warnings = [];
    $index = 0;
    foreach ($count ? unpack("V$count", $batch, 4) : [] as $length) {
        parse_str(substr($batch, $at, $length), $tree);
        $trees[] = $tree;
        $at += $length;
        $index++;
    }
    $answer([$trees, $warnings]);
}
