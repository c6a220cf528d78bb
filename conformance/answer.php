<?php
// Answers every vector with the real PHP.
//
//     php conformance/answer.php            writes `expect` and `source` of every vector, in canonical form
//     php conformance/answer.php --check    writes nothing, shows what would change, exits 1 if anything would
//
// A person writes what a vector asks: id, title, why, cites, flags, documents, profile, level, options and body. What it answers is
// never typed: the tree and the warnings come from PHP, whose version is noted when it first says so, and the place where a limit is passed from the naive reading,
// only where PHP warned under the same limits.
declare(strict_types=1);

require __DIR__ . '/php/canonical.php';
require __DIR__ . '/php/naive.php';
require __DIR__ . '/php/reading.php';
require __DIR__ . '/php/tree.php';

const ASKED = ['id', 'title', 'why', 'cites', 'flags', 'documents', 'profile', 'level', 'options', 'body'];
const ANSWERED = ['expect', 'source'];
const NO_LIMIT = 1_000_000_000;
const OPTIONS = [
    'php-post' => ['max_pairs' => 1000, 'max_depth' => 64],
    'php-parse-str' => ['max_pairs' => 1000, 'max_depth' => 64, 'separators' => '&'],
    'default' => ['max_pairs' => NO_LIMIT, 'max_depth' => 64, 'max_bytes' => 2 * 1024 * 1024],
];
const SETTINGS = ['max_pairs' => 'max_input_vars', 'max_depth' => 'max_input_nesting_level', 'separators' => 'arg_separator.input'];

run_command('answer.php', function (array $arguments): int {
    $old = vector_files();
    $topics = $earlier = [];
    foreach ($old as $path => $text) {
        $vectors = vectors($path, $text);
        $topics[$path] = array_map(question(...), $vectors);
        $earlier += array_column($vectors, null, 'id');
    }
    $answers = answers(array_merge(...array_values($topics)));
    foreach ($answers as $id => $answer) {
        $answers[$id] = first_given($answer, $earlier[$id]);
    }
    $new = [];
    foreach ($topics as $path => $vectors) {
        $new[$path] = written(basename($path, '.json'), array_map(fn (array $vector): array => $vector + $answers[$vector['id']], $vectors));
    }
    return write_or_check($arguments, $old, $new);
});

/** @return array<string, string> text by path */
function vector_files(): array
{
    $paths = glob(__DIR__ . '/vectors/*.json') ?: throw new RuntimeException('there are no vector files');
    return array_combine($paths, array_map(file_get_contents(...), $paths));
}

/** @return list<array<string, mixed>> */
function vectors(string $path, string $text): array
{
    try {
        return json_decode($text, true, 512, JSON_THROW_ON_ERROR)['vectors'];
    } catch (Throwable $problem) {
        throw new RuntimeException("$path: " . $problem->getMessage());
    }
}

/**
 * An answer with the PHP that gave it first: another release that says the same changes no vector.
 *
 * @param array{expect: array, source: array} $answer
 * @param array<string, mixed> $earlier
 * @return array{expect: array, source: array}
 */
function first_given(array $answer, array $earlier): array
{
    $meant = fn (array $given): string => json_encode([$given['expect'] ?? null, $given['source']['ini'] ?? null], JSON_THROW_ON_ERROR);
    if ($meant($answer) === $meant($earlier)) {
        $answer['source'] = $earlier['source'];
    }
    return $answer;
}

/**
 * A vector with only what a person wrote.
 *
 * @param array<string, mixed> $vector
 * @return array<string, mixed>
 */
function question(array $vector): array
{
    $id = $vector['id'] ?? 'a vector without id';
    $options = OPTIONS[$vector['profile'] ?? ''] ?? throw new RuntimeException("$id: unknown profile");
    $wrong = [
        'unknown field' => array_diff(array_keys($vector), ASKED, ANSWERED),
        'missing field' => array_diff(ASKED, array_keys($vector), ['options', 'documents']),
        "no option of $vector[profile]" => array_keys(array_diff_key($vector['options'] ?? [], $options)),
    ];
    foreach (array_filter($wrong) as $what => $names) {
        throw new RuntimeException("$id: $what: " . implode(', ', $names));
    }
    $question = [];
    foreach (array_intersect(ASKED, array_keys($vector)) as $field) {
        $question[$field] = $vector[$field];
    }
    return $question;
}

/**
 * @param list<array<string, mixed>> $vectors
 * @return array<string, array{expect: array, source: array}> by id
 */
function answers(array $vectors): array
{
    $byId = array_column($vectors, null, 'id');
    if (count($byId) !== count($vectors)) {
        $uses = array_count_values(array_column($vectors, 'id'));
        throw new RuntimeException('used twice: ' . implode(', ', array_keys(array_diff($uses, [1]))));
    }
    $naive = new Naive();
    $answers = [];
    foreach (readings($byId) as $id => $read) {
        $answers[$id] = [
            'expect' => expectation($byId[$id], $read, $naive),
            'source' => ['php' => $read['php'], 'ini' => $read['ini']],
        ];
    }
    return $answers;
}

/**
 * What PHP makes of each body: one process for all that ask parse_str() under the same settings, one for each $_POST.
 *
 * @param array<string, array<string, mixed>> $vectors by id
 * @return array<string, array<string, mixed>> by id
 */
function readings(array $vectors): array
{
    $readings = [];
    $groups = [];
    foreach ($vectors as $id => $vector) {
        $ini = ini($vector);
        if ($vector['profile'] === 'php-parse-str') {
            $groups[serialize($ini)][$id] = body($vector);
        } else {
            $readings[$id] = read_by_post($ini, body($vector));
        }
    }
    foreach ($groups as $ini => $bodies) {
        $readings += read_by_parse_str(unserialize($ini), $bodies);
    }
    return $readings;
}

/**
 * @param array<string, mixed> $vector
 * @return array<string, int|string>
 */
function ini(array $vector): array
{
    $options = ($vector['options'] ?? []) + OPTIONS[$vector['profile']];
    $ini = [];
    foreach (array_intersect_key(SETTINGS, $options) as $option => $setting) {
        $ini[$setting] = $options[$option];
    }
    return $ini;
}

/** @param array<string, mixed> $vector */
function body(array $vector): string
{
    return $vector['body']['utf8'] ?? hex2bin($vector['body']['hex']);
}

/**
 * @param array<string, mixed> $vector
 * @param array<string, mixed> $read
 * @return array<string, mixed>
 */
function expectation(array $vector, array $read, Naive $naive): array
{
    $warnings = $read['warnings'];
    if ($vector['profile'] === 'default') {
        $tooLong = strlen(body($vector)) > ($vector['options']['max_bytes'] ?? OPTIONS['default']['max_bytes']);
        $limits = $tooLong ? ['max-bytes'] : $warnings;
        if ($limits !== []) {
            return ['error' => limit_error($vector, $limits, $naive)];
        }
    }
    return ['tree' => node($read['array'])] + ($warnings === [] ? [] : ['warnings' => $warnings]);
}

/**
 * @param array<string, mixed> $vector
 * @param non-empty-list<string> $limits the limits that the body is known to pass
 * @return array{kind: string, offset: int, path: string}
 */
function limit_error(array $vector, array $limits, Naive $naive): array
{
    $error = $naive->error($vector['options'] ?? [], body($vector));
    if (!in_array($error['kind'], $limits, true)) {
        throw new RuntimeException("$vector[id]: the naive reading says $error[kind], the body passes " . implode(', ', $limits));
    }
    return ['kind' => $error['kind'], 'offset' => $error['offset'], 'path' => $error['path']];
}

/**
 * A vector file in its one form: each vector a block, each field a line.
 *
 * @param list<array<string, mixed>> $vectors
 */
function written(string $topic, array $vectors): string
{
    $blocks = array_map(fn (array $vector): string => "    {\n      " . implode(",\n      ", fields($vector)) . "\n    }", $vectors);
    $count = count($vectors);
    return "{\n  \"topic\": \"$topic\",\n  \"count\": $count,\n  \"vectors\": [\n" . implode(",\n", $blocks) . "\n  ]\n}\n";
}
