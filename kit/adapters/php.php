<?php
// PHP itself as a testee: `php php.php parse_str` for parse_str(), `php php.php post` for the true $_POST of php-cgi.
//
// A limit of PHP's is a setting that is fixed when a process starts, so each body is read by a process of its own.
declare(strict_types=1);

require __DIR__ . '/../../conformance/php/reading.php';
require __DIR__ . '/../../conformance/php/tree.php';

const SETTINGS = ['max_pairs' => 'max_input_vars', 'max_depth' => 'max_input_nesting_level', 'separators' => 'arg_separator.input'];

$post = ($argv[1] ?? '') === 'post';
$profile = $post ? 'php-post' : 'php-parse-str';
$ini = [];
while (($request = request()) !== null) {
    $hello = str_starts_with($request, '{"hello":') ? json_decode($request, true, 16, JSON_THROW_ON_ERROR)['hello'] : null;
    if ($hello === null) {
        $read = $post ? read_by_post($ini, $request) : read_by_parse_str($ini, [$request])[0];
        $answer = ['tree' => node($read['array'])] + array_filter(['warnings' => $read['warnings']]);
    } elseif (isset($hello['max_bytes']) || ($post && isset($hello['separators']))) {
        $answer = ['unsupported' => "PHP's $profile has no such option"];
    } else {
        $options = array_intersect_key($hello, SETTINGS) + ['max_pairs' => 1000, 'max_depth' => 64] + ($post ? [] : ['separators' => '&']);
        $ini = array_combine(array_map(fn (string $option): string => SETTINGS[$option], array_keys($options)), $options);
        $name = $post ? 'PHP $_POST' : 'PHP parse_str';
        $answer = ['hello' => ['name' => $name, 'version' => PHP_VERSION, 'protocol' => 1, 'profiles' => [$profile]]];
    }
    answer(json_encode($answer, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE));
}

function request(): ?string
{
    $header = stream_get_contents(STDIN, 4);
    if (strlen($header) < 4) {
        return null;
    }
    $length = unpack('V', $header)[1];
    return $length === 0 ? '' : stream_get_contents(STDIN, $length);
}

function answer(string $json): void
{
    fwrite(STDOUT, pack('V', strlen($json)) . $json);
}
