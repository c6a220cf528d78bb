<?php
// The naive reading of the specification, asked through the decoder protocol: frames of a 4-byte little-endian length
// and that many bytes. It is the source of where a limit is passed, which PHP never says.
declare(strict_types=1);

final class Naive
{
    /** @var resource|null */
    private $process = null;
    /** @var array{0: resource, 1: resource}|array{} */
    private array $pipes = [];

    /**
     * The error that the default reading gives.
     *
     * @param array<string, int> $options
     * @return array{kind: string, offset: int, path: string}
     */
    public function error(array $options, string $body): array
    {
        $hello = $this->ask(json_encode(['hello' => ['protocol' => 1, 'profile' => 'default'] + $options], JSON_THROW_ON_ERROR));
        if (!isset($hello['hello'])) {
            throw new RuntimeException('the naive reading refused the options: ' . json_encode($hello));
        }
        $answer = $this->ask($body);
        return $answer['error'] ?? throw new RuntimeException('the naive reading gave no error where PHP met a limit');
    }

    /** @return array<string, mixed> */
    private function ask(string $request): array
    {
        $this->process ??= $this->start();
        fwrite($this->pipes[0], pack('V', strlen($request)) . $request);
        ['length' => $length] = unpack('Vlength', $this->receive(4));
        return json_decode($this->receive($length), true, 512, JSON_THROW_ON_ERROR);
    }

    /** @return resource */
    private function start()
    {
        $command = ['cargo', 'run', '-q', '-p', 'phpform-conformance', '--example', 'naive'];
        $process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], STDERR], $this->pipes, dirname(__DIR__, 2));
        return $process ?: throw new RuntimeException('cargo could not be started');
    }

    private function receive(int $length): string
    {
        $bytes = $length === 0 ? '' : stream_get_contents($this->pipes[1], $length);
        return strlen($bytes) === $length ? $bytes : throw new RuntimeException('the naive reading ended before it had answered');
    }
}
