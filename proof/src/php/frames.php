<?php
// Frames both ways: 4 bytes of little-endian length, then as many bytes. Answers are serialized arrays of strings and
// arrays; the first one tells what this PHP runs under.

$bytes = function (int $length): ?string {
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
$read = function () use ($bytes): ?string {
    $head = $bytes(4);
    return $head === null ? null : $bytes(unpack('V', $head)[1]);
};
$answer = function (array $answer): void {
    $bytes = serialize($answer);
    echo pack('V', strlen($bytes)), $bytes;
};

stream_set_chunk_size(STDIN, 1 << 18);
$names = ['max_input_vars', 'max_input_nesting_level', 'arg_separator.input'];
$answer([(string) PHP_INT_SIZE, ...array_map('ini_get', $names)]);
