<?php
// What PHP makes of arrays, for php_arrays.rs.
//
//     php php_arrays.php notations    a JSON list of notations on standard input; a JSON list of their bodies comes back
//     php php_arrays.php generated    a JSON list of pairs: an array as var_export prints it, in hexadecimal, and its body
declare(strict_types=1);

error_reporting(0);
ini_set('precision', '-1');
ini_set('serialize_precision', '-1');

if ($argv[1] === 'notations') {
    $bodies = [];
    foreach (json_decode(stream_get_contents(STDIN), true, flags: JSON_THROW_ON_ERROR) as $notation) {
        try {
            $bodies[] = http_build_query(eval("return $notation;"));
        } catch (Throwable $error) {
            $bodies[] = get_class($error);
        }
    }
    echo json_encode($bodies, JSON_THROW_ON_ERROR);
} else {
    mt_srand(20240502);
    $pairs = [];
    for ($i = 0; $i < 400; $i++) {
        $array = generated(4);
        $pairs[] = [bin2hex(var_export($array, true)), http_build_query($array)];
    }
    echo json_encode($pairs, JSON_THROW_ON_ERROR);
}

/** @return array<mixed> */
function generated(int $depth): array
{
    $array = [];
    for ($i = mt_rand(0, 12); $i > 0; $i--) {
        $value = match ($depth > 0 ? mt_rand(0, 9) : mt_rand(2, 9)) {
            0 => generated($depth - 1),
            1 => mt_rand(0, 1) ? generated($depth - 1) : (object) ['p' => text(), 'q' => mt_rand()],
            2, 3 => text(),
            4 => mt_rand(PHP_INT_MIN, PHP_INT_MAX),
            5 => [PHP_INT_MIN, PHP_INT_MAX, 0, -1, 8, 105][mt_rand(0, 5)],
            6 => [0.1 + 0.2, -0.0, 1e25, 1.5e-7, INF, -INF, NAN, 1.0, 123456789012345678.0][mt_rand(0, 8)],
            7 => mt_rand() / mt_rand(1, 1000000),
            8 => (bool) mt_rand(0, 1),
            9 => null,
        };
        match (mt_rand(0, 3)) {
            0 => $array[] = $value,
            1 => $array[mt_rand(-20, 20)] = $value,
            2 => $array[text()] = $value,
            3 => $array[(string) mt_rand(-5, 5)] = $value,
        };
    }
    return $array;
}

function text(): string
{
    $pieces = ["'", '"', '\\', "\0", "\n", '$a', '{$b}', 'x', ' ', '=>', ',', '[', ')', 'Я', "\xff", '//', '#', '/*', 'array (', '5', '%', '&', "\r\n", '’', '”', ';', '<?php', 'N'];
    $text = '';
    for ($i = mt_rand(0, 6); $i > 0; $i--) {
        $text .= $pieces[mt_rand(0, count($pieces) - 1)];
    }
    return $text;
}
