<?php
// A handler of Bitrix24 events in plain PHP: $_POST is already right.
//
//     APPLICATION_TOKEN=… PHP_CLI_SERVER_WORKERS=4 php -d max_input_vars=5000 -S 127.0.0.1:8080 kit/handlers/handler.php
declare(strict_types=1);

const LAST = '/phpform-last-event.json';

header('Content-Type: text/plain');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

// The probe, for tests alone: the event that was accepted last.
if ($path === '/probe') {
    header('Content-Type: application/json');
    exit(@file_get_contents(sys_get_temp_dir() . LAST) ?: 'null');
}
if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    exit('here');
}

// Only the token of `auth` at the top counts, and only if it is a text. An empty setting lets nobody in.
$token = $_POST['auth']['application_token'] ?? null;
$expected = (string) getenv('APPLICATION_TOKEN');
if ($expected === '' || !is_string($token) || !hash_equals($expected, $token) || !is_string($_POST['event'] ?? null)) {
    http_response_code(403);
    exit('not from a portal that is known here');
}

// Accepted: put it where it is not lost, answer, and work later. Here the last one is all that is kept.
$accepted = json_encode(['event' => $_POST['event'], 'data' => $_POST['data'] ?? null], JSON_INVALID_UTF8_SUBSTITUTE);
file_put_contents(sys_get_temp_dir() . LAST, $accepted, LOCK_EX);
echo 'ok';
