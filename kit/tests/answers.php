<?php
// What the real PHP makes of the inputs below; the tests of the binary compare with it.
//
//     php -n -d precision=-1 -d serialize_precision=-1 kit/tests/answers.php > kit/tests/answers.json

/** Numbers as JSON may spell them: around every border of PHP's float format, and 500 seeded ones. */
function numbers(): array
{
    $numbers = ['0', '-0', '1', '-1', '0.0', '-0.0', '1.0', '0.1', '-0.1', '1E5', '1e+5', '1e-5', '12.50', '0.30000000000000004',
        '9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809',
        '18446744073709551616', '123456789012345678901234567890', '9007199254740993', '5e-324', '4.9e-324', '2e-400', '-2e-400',
        '2.2250738585072014e-308', '1.7976931348623157e308', '1e400', '-1e400', '99999999999999999.0', '99999999999999990.0',
        '0.00010000000000000002', '0.000099999999999999991'];
    for ($exponent = -10; $exponent <= 25; $exponent++) {
        foreach (['1', '-1', '1.5', '9.999999999999999', '1.2345678901234567'] as $digits) {
            $numbers[] = "{$digits}e$exponent";
        }
    }
    mt_srand(20240502);
    for ($count = 0; $count < 500; $count++) {
        $float = unpack('E', pack('NN', mt_rand(0, 0xFFFFFFFF), mt_rand(0, 0xFFFFFFFF)))[1];
        if (is_finite($float)) {
            $numbers[] = json_encode($float);
            $numbers[] = json_encode(fmod($float, 1e18) / 10 ** mt_rand(0, 20));
        }
    }
    return $numbers;
}

$json = [
    '[' . implode(',', numbers()) . ']',
    '{}', '[]', '[[]]', '{"a":{},"b":[],"c":null,"d":[null,{"e":[]}]}',
    '[true,false,null,"",0]',
    '{"a":1,"a":null,"b":2}', '{"a":1,"b":2,"a":3}', '{"a":[1,2],"a":[3]}', '{"a":{"x":1},"b":0,"a":{"y":2}}', '{"1":1,"01":2,"\u0031":3}',
    '{"":1,"a[b]":2,"c.d":3,"\u0000":4,"x":{"":5," ":6,"y]":7}}',
    '{"a b":"~-_.*!\'()+/\u00e9\ud83d\ude00"}', '["\b\f\n\r\t\"\\\\\/\u007f\u0080"]',
    '{"-0":1,"-5":2,"9223372036854775807":3,"9223372036854775808":4,"1.5":5}',
    " {\r\n\t\"data\" : { \"DATA\" : [ { \"chat\" : { \"id\" : 8 } } ] } } \n",
    '{"array":1}', '{"array":["x"]}', '{"array":{"0":["a","b"]}}', '{"array":[]}',
    str_repeat('[', 300) . '1' . str_repeat(']', 300),
];
$bodies = ['', '&', 'a=1', '0=a&1=b', '1=a&0=b', 'a[]=1&a[]=2', 'a[1]=1&a[0]=2', 'a[0]=1&a[x]=2', 'a[__Host-b]=1', 'a[][__Host-b]=1',
    'a["b"]=%22%5C/&c=%00%01%1F%7F%08%0C%0A%0D%09', 'a=%E2%80%A8%E2%80%A9%F0%9F%98%80é', 'a%2Fb=1', 'a[9223372036854775807]=1&a[-5]=2',
    'a[b', 'a[[b]=1', 'a[b]c[d]=1', 'a.b+c[d.e]=+', 'x[][][y]=1&x[][][y]=2', str_repeat('a[b][c]=1&', 3) . 'a[b]=2'];

$answers = ['php' => PHP_VERSION, 'encode' => [], 'decode' => []];
foreach ($json as $text) {
    $array = json_decode($text, true, 512, JSON_THROW_ON_ERROR);
    $answers['encode'][] = ['json' => $text, 'rfc1738' => http_build_query($array),
        'rfc3986' => http_build_query($array, '', '&', PHP_QUERY_RFC3986)];
}
foreach ($bodies as $body) {
    parse_str($body, $array);
    $flags = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_LINE_TERMINATORS | JSON_THROW_ON_ERROR;
    $answers['decode'][] = ['body' => $body, 'json' => json_encode($array, $flags)];
}
echo json_encode($answers, JSON_PRETTY_PRINT | JSON_THROW_ON_ERROR), "\n";
