<?php
// The one form in which generated files are written, and the two things that a script does with them: write, or check.
declare(strict_types=1);

/** JSON on one line, with the spaces that make it readable. */
function inline(mixed $value): string
{
    if (!is_array($value)) {
        return json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    }
    if (array_is_list($value)) {
        return '[' . implode(', ', array_map(inline(...), $value)) . ']';
    }
    return '{' . implode(', ', fields($value)) . '}';
}

/**
 * @param array<string, mixed> $object
 * @return list<string>
 */
function fields(array $object): array
{
    return array_map(fn (string $name): string => inline($name) . ': ' . inline($object[$name]), array_keys($object));
}

/**
 * Runs a script that writes files or checks them: exit code 0, 1 where a check found a difference, 2 where it could not be done.
 *
 * @param callable(list<string>): int $script
 */
function run_command(string $name, callable $script): never
{
    global $argv;
    set_error_handler(function (int $level, string $message): never {
        throw new RuntimeException($message);
    });
    try {
        if (!in_array(array_slice($argv, 1), [[], ['--check']], true)) {
            throw new RuntimeException("usage: php conformance/$name [--check]");
        }
        exit($script(array_slice($argv, 1)));
    } catch (Throwable $problem) {
        fwrite(STDERR, "$name: " . $problem->getMessage() . "\n");
        exit(2);
    }
}

/**
 * @param list<string> $arguments
 * @param array<string, string> $old text by path, as it stands
 * @param array<string, string> $new text by path, as it follows from PHP
 */
function write_or_check(array $arguments, array $old, array $new): int
{
    $changed = array_diff_assoc($new, $old);
    if ($arguments === []) {
        replace_files($changed);
        return 0;
    }
    foreach ($changed as $path => $text) {
        echo difference($path, $text);
    }
    return $changed === [] ? 0 : 1;
}

/** What `diff` shows between a file and a text; each hunk is headed by the id of its vector. */
function difference(string $path, string $text): string
{
    $new = tmpfile();
    fwrite($new, $text);
    $old = is_file($path) ? $path : '/dev/null';
    $command = ['diff', '-u', '-F', '"id":', '--label', $path, '--label', 'from PHP', $old, stream_get_meta_data($new)['uri']];
    return shell_exec(implode(' ', array_map(escapeshellarg(...), $command))) ?: throw new RuntimeException('diff could not be run');
}

/**
 * Writes every text beside its file and moves all of them there at the end, so that a failure changes nothing.
 *
 * @param array<string, string> $texts by path
 */
function replace_files(array $texts): void
{
    try {
        foreach ($texts as $path => $text) {
            file_put_contents("$path.new", $text);
        }
        foreach (array_keys($texts) as $path) {
            rename("$path.new", $path);
        }
    } finally {
        array_map(unlink(...), array_filter(array_map(fn (string $path): string => "$path.new", array_keys($texts)), is_file(...)));
    }
}
