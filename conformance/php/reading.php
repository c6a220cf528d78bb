<?php
// What the real PHP makes of a body: parse_str() in a `php` process, the true $_POST in a `php-cgi` process.
//
// An answer is ['php' => version, 'ini' => the settings that decide, 'array' => PHP's array, 'warnings' => list].
declare(strict_types=1);

// php-src main/php_variables.c raises the warning about nesting only where errors are logged and not displayed.
const QUIET = ['display_errors' => 0, 'log_errors' => 1, 'html_errors' => 0, 'memory_limit' => -1, 'post_max_size' => 0, 'precision' => -1];

/**
 * What parse_str() makes of each body, all asked of one process.
 *
 * @param array<string, int|string> $ini
 * @param array<array-key, string> $bodies
 * @return array<array-key, array{php: string, ini: array<string, int|string>, array: array, warnings: list<string>}>
 */
function read_by_parse_str(array $ini, array $bodies): array
{
    [$said, $errors] = run([PHP_BINARY, ...switches($ini), __DIR__ . '/parse_str.php'], null, serialize(array_values($bodies)));
    if ($errors !== '') {
        throw new RuntimeException("php complained: $errors");
    }
    $said = unserialize($said, ['allowed_classes' => false]);
    $answers = array_map(fn (array $answer): array => [
        'php' => $said['php'],
        'ini' => settings_in_force($ini, $said['ini']),
        'array' => $answer['array'],
        'warnings' => array_map(warning_of(...), $answer['messages']),
    ], $said['answers']);
    return array_combine(array_keys($bodies), $answers);
}

/**
 * What $_POST holds of a body.
 *
 * @param array<string, int> $ini
 * @return array{php: string, ini: array<string, int>, array: array, warnings: list<string>}
 */
function read_by_post(array $ini, string $body): array
{
    $request = [
        'REDIRECT_STATUS' => '200',
        'REQUEST_METHOD' => 'POST',
        'SCRIPT_FILENAME' => __DIR__ . '/post.php',
        'CONTENT_TYPE' => 'application/x-www-form-urlencoded',
        'CONTENT_LENGTH' => (string) strlen($body),
    ];
    [$said, $errors] = run(['php-cgi', ...switches($ini)], $request, $body);
    [, $said] = explode("\r\n\r\n", $said, 2);
    $said = unserialize($said, ['allowed_classes' => false]);
    $warnings = array_map(warning_of(...), preg_split('/\R/', $errors, -1, PREG_SPLIT_NO_EMPTY));
    return [
        'php' => $said['php'],
        'ini' => settings_in_force($ini, $said['ini']),
        'array' => $said['array'],
        'warnings' => once_per_variable($warnings, $said['copies']),
    ];
}

/** The name that the vectors give to a warning of PHP's. */
function warning_of(string $message): string
{
    return match (true) {
        str_contains($message, 'Input variable nesting level exceeded') => 'max-depth',
        str_contains($message, 'Input variables exceeded') => 'max-pairs',
        default => throw new RuntimeException("PHP said something else than a limit's warning: $message"),
    };
}

/**
 * @param list<string> $warnings
 * @return list<string>
 */
function once_per_variable(array $warnings, int $copies): array
{
    $depth = array_keys($warnings, 'max-depth', true);
    if (count($depth) % $copies !== 0) {
        throw new RuntimeException('PHP warned of ' . count($depth) . " nested names, which is not $copies for each variable");
    }
    $rest = array_slice($warnings, count($depth));
    return [...array_fill(0, intdiv(count($depth), $copies), 'max-depth'), ...$rest];
}

/**
 * @param array<string, int|string> $ini
 * @return list<string>
 */
function switches(array $ini): array
{
    $switches = ['-n'];
    foreach ($ini + QUIET as $name => $value) {
        array_push($switches, '-d', $name . '="' . $value . '"');
    }
    return $switches;
}

/**
 * The settings that were asked for, checked against those that PHP says it ran with.
 *
 * @param array<string, int|string> $asked
 * @param array<string, string> $inForce
 * @return array<string, int|string>
 */
function settings_in_force(array $asked, array $inForce): array
{
    foreach ($asked + QUIET as $name => $value) {
        if (($inForce[$name] ?? '') !== (string) $value) {
            throw new RuntimeException("PHP did not take $name=$value, it ran with " . ($inForce[$name] ?? 'none'));
        }
    }
    return $asked;
}

/**
 * Runs a command to its end; files instead of pipes, so that no side waits for the other.
 *
 * @param list<string> $command
 * @param array<string, string>|null $environment
 * @return array{string, string} what it wrote to stdout and to stderr
 */
function run(array $command, ?array $environment, string $input): array
{
    [$in, $out, $err] = [tmpfile(), tmpfile(), tmpfile()];
    [$stdin, $stdout, $stderr] = array_map(fn ($file): string => stream_get_meta_data($file)['uri'], [$in, $out, $err]);
    file_put_contents($stdin, $input);
    $files = [['file', $stdin, 'r'], ['file', $stdout, 'w'], ['file', $stderr, 'w']];
    $environment = $environment === null ? null : $environment + ['PATH' => getenv('PATH')];
    $process = proc_open($command, $files, $pipes, null, $environment);
    $code = $process === false ? -1 : proc_close($process);
    [$said, $errors] = [file_get_contents($stdout), file_get_contents($stderr)];
    if ($code !== 0) {
        throw new RuntimeException("$command[0] ended with $code: $errors$said");
    }
    return [$said, $errors];
}
