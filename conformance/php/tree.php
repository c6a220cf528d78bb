<?php
// PHP's array as the JSON of the tree: "text" | {"hex"} | {"array": [[key, node], ...]}.
declare(strict_types=1);

const EXACT_IN_JSON = 2 ** 53;

/** @return string|array<string, mixed> */
function node(string|array $value): string|array
{
    if (is_string($value)) {
        return text($value);
    }
    $pairs = [];
    foreach ($value as $key => $child) {
        $pairs[] = [key_of($key), node($child)];
    }
    return ['array' => $pairs];
}

/** @return int|string|array<string, string> */
function key_of(int|string $key): int|string|array
{
    if (is_string($key)) {
        return text($key);
    }
    return $key > -EXACT_IN_JSON && $key < EXACT_IN_JSON ? $key : ['int' => (string) $key];
}

/** @return string|array{hex: string} */
function text(string $bytes): string|array
{
    return preg_match('//u', $bytes) === 1 ? $bytes : ['hex' => bin2hex($bytes)];
}
