<?php
// Answers a serialised list of bodies, read from stdin, with what parse_str() makes of each and what it warned of.
declare(strict_types=1);

$answers = [];
foreach (unserialize(stream_get_contents(STDIN), ['allowed_classes' => false]) as $body) {
    $messages = [];
    set_error_handler(function (int $level, string $message) use (&$messages): bool {
        $messages[] = $message;
        return true;
    });
    parse_str($body, $array);
    restore_error_handler();
    $answers[] = ['array' => $array, 'messages' => $messages];
}
echo serialize(['php' => PHP_VERSION, 'ini' => ini_get_all(null, false), 'answers' => $answers]);
