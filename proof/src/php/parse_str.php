<?php
// Answers batches of bodies: what does parse_str make of each?
// Frames both ways: 4 bytes of little-endian length, then as many bytes.
// A batch is the count of bodies, the length of each (4 bytes little-endian all), then the bodies.

$read = function (int $length): ?string {
    $bytes = '';
    while (strlen($bytes) < $length) {
        $more = fread(STDIN, $length - strlen($bytes));
        if ($more === false || $more === '') {
            return null;
        }
        $bytes .= $more;
    }
    return $bytes;
};
$answer = function (array $answer): void {
    $bytes = serialize($answer);
    echo pack('V', strlen($bytes)), $bytes;
};

stream_set_chunk_size(STDIN, 1 << 18);
$names = ['max_input_vars', 'max_input_nesting_level', 'arg_separator.input'];
$answer([(string) PHP_INT_SIZE, ...array_map('ini_get', $names)]);

$index = 0;
$warnings = [];
set_error_handler(function (int $level, string $message) use (&$index, &$warnings): bool {
    if (!str_starts_with($message, 'parse_str(): Input variable')) {
        throw new ErrorException($message);
    }
    $warnings[] = [(string) $index, $message];
    return true;
});
while (($head = $read(4)) !== null && ($batch = $read(unpack('V', $head)[1])) !== null) {
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
