<?php
// Writes samples/: form bodies as http_build_query makes them of an event, and beside each the tree that $_POST gives.
//
//     php conformance/samples.php            writes the files
//     php conformance/samples.php --check    writes nothing, shows what would change, exits 1 if anything would
//
// `on-im-connector-dialog-start.form` is the sample of the documentation page, misprints read for what was meant. All
// others have the shape that events really have on the wire: `event_handler_id`, and in `auth` also `expires` and
// `user_id`, but no `refresh_token` outside the install family. Their tokens, ids and texts are made up.
declare(strict_types=1);

require __DIR__ . '/php/canonical.php';
require __DIR__ . '/php/reading.php';
require __DIR__ . '/php/tree.php';

const DOCUMENTED = [
    'event' => 'ONIMCONNECTORDIALOGSTART',
    'eventId' => 1,
    'data' => [
        'CONNECTOR' => 'newcustomconnector',
        'LINE' => '105',
        'DATA' => [[
            'connector' => ['connector_id' => 'newcustomconnector', 'line_id' => 105, 'chat_id' => 8, 'user_id' => 0],
            'session' => ['id' => 3282, 'closed' => 'N', 'parent_id' => 0, 'close_term' => 10],
            'chat' => ['id' => 8],
            'user' => ['id' => 0],
        ]],
    ],
    'ts' => 1714649632,
    'auth' => [
        'access_token' => 's6p6eclrvim6da22ft9ch94ekreb52lv',
        'expires_in' => 3600,
        'scope' => 'imconnector',
        'domain' => 'some-domain.bitrix24.com',
        'server_endpoint' => 'https://oauth.bitrix.info/rest/',
        'status' => 'F',
        'client_endpoint' => 'https://some-domain.bitrix24.com/rest/',
        'member_id' => 'a223c6b3710f85df22e9377d6c4f7553',
        'refresh_token' => '4s386p3q0tr8dy89xvmt96234v3dljg8',
        'application_token' => '51856fefc120afa4b628cc82d3935cce',
    ],
];

const TIME = 1714649632;
const USER_TOKENS = ['access_token' => 'made-up-access-token-0123456789a', 'expires' => TIME + 3600, 'expires_in' => 3600, 'scope' => 'imconnector,imopenlines,crm'];
const PORTAL = ['domain' => 'example.bitrix24.com', 'server_endpoint' => 'https://oauth.bitrix.info/rest/'];
const PORTAL_REST = ['client_endpoint' => 'https://example.bitrix24.com/rest/', 'member_id' => '00000000000000000000000000000abc'];
const USER = ['user_id' => 27];
const REFRESH = ['refresh_token' => 'made-up-refresh-token-0123456789'];
const APPLICATION = ['application_token' => 'made-up-application-token-012345'];
const WITH_USER = [...USER_TOKENS, ...PORTAL, 'status' => 'F', ...PORTAL_REST, ...USER, ...APPLICATION];
const WITHOUT_USER = [...PORTAL, ...PORTAL_REST, ...APPLICATION];
const INSTALLING = [...USER_TOKENS, ...PORTAL, 'status' => 'L', ...PORTAL_REST, ...USER, ...REFRESH, ...APPLICATION];

const DIALOG = [
    'connector' => ['connector_id' => 'myconnector', 'line_id' => '107', 'chat_id' => '79001112233@c.example', 'user_id' => '41'],
    'session' => ['id' => '3282', 'closed' => 'N', 'parent_id' => '0', 'close_term' => '10'],
    'chat' => ['id' => '79001112233@c.example'],
    'user' => ['id' => '41'],
];
const IM = ['chat_id' => 1807, 'message_id' => 86497];
const CHAT = ['id' => 'channel-123'];
const FILE = ['name' => 'Angebot №5 (100%).pdf', 'type' => 'file', 'mime' => 'application/pdf', 'link' => 'https://example.bitrix24.com/disk/downloadFile/5/?a=b&sign=made%2Bup%3D%3D', 'size' => 48211, 'sizef' => '47.08 KB'];
const PICTURE = ['name' => 'photo.jpg', 'type' => 'image', 'mime' => 'image/jpeg', 'link' => 'https://example.bitrix24.com/disk/showFile/6/?sign=made-up', 'size' => 90112, 'sizef' => '88 KB', 'width' => 1280, 'height' => 720];

run_command('samples.php', function (array $arguments): int {
    $new = [];
    foreach (bodies() as $name => $body) {
        $new[__DIR__ . "/samples/$name.form"] = $body;
        $new[__DIR__ . "/samples/$name.json"] = inline(tree($body)) . "\n";
    }
    $paths = glob(__DIR__ . '/samples/*.{form,json}', GLOB_BRACE);
    return write_or_check($arguments, array_combine($paths, array_map(file_get_contents(...), $paths)), $new);
});

/** @return array<string, string> by the name of the sample */
function bodies(): array
{
    $bodies = ['on-im-connector-dialog-start' => form(DOCUMENTED)];
    foreach (events() as $name => [$event, $data, $auth]) {
        $bodies[$name] = form(['event' => $event, 'event_handler_id' => 555, 'data' => $data, 'ts' => TIME, 'auth' => $auth]);
    }
    return $bodies;
}

/** @return array<string, array{string, mixed, array<string, mixed>}> by the name of the sample: event, data and auth */
function events(): array
{
    $dialog = ['CONNECTOR' => 'myconnector', 'LINE' => '107', 'DATA' => [DIALOG]];
    $finished = $dialog;
    $finished['DATA'][0]['session']['closed'] = 'Y';
    $documented = DOCUMENTED['data'];
    $text = ['user_id' => 27, 'text' => "[b]Klaus Weber:[/b] [br]Grüße & 100% Привет 😀\r\n1+1=2"];
    return [
        'on-im-connector-dialog-start-wire' => ['ONIMCONNECTORDIALOGSTART', $documented, WITH_USER],
        'on-im-connector-dialog-start-without-user' => ['ONIMCONNECTORDIALOGSTART', $dialog, WITHOUT_USER],
        'on-im-connector-dialog-finish' => ['ONIMCONNECTORDIALOGFINISH', $finished, WITH_USER],
        'on-im-connector-dialog-finish-without-user' => ['ONIMCONNECTORDIALOGFINISH', $finished, WITHOUT_USER],
        'on-im-connector-message-add' => ['ONIMCONNECTORMESSAGEADD', messages([['im' => IM, 'message' => $text, 'chat' => CHAT]]), WITH_USER],
        'on-im-connector-message-add-without-user' => ['ONIMCONNECTORMESSAGEADD', messages([['im' => IM, 'message' => ['user_id' => 0] + $text, 'chat' => CHAT]]), WITHOUT_USER],
        'on-im-connector-message-add-files' => ['ONIMCONNECTORMESSAGEADD', messages([['im' => IM, 'message' => with_files(), 'chat' => CHAT]]), WITH_USER],
        'on-im-connector-message-update' => ['ONIMCONNECTORMESSAGEUPDATE', messages([updated(['ext-msg-005', 'ext-msg-006'])]), WITH_USER],
        'on-im-connector-message-update-without-user' => ['ONIMCONNECTORMESSAGEUPDATE', messages([updated('ext-msg-005')]), WITHOUT_USER],
        'on-im-connector-message-delete' => ['ONIMCONNECTORMESSAGEDELETE', messages([deleted('ext-msg-005')]), WITH_USER],
        'on-im-connector-message-delete-without-user' => ['ONIMCONNECTORMESSAGEDELETE', messages([deleted('ext-msg-005'), deleted('ext-msg-006')]), WITHOUT_USER],
        'on-im-connector-status-delete' => ['ONIMCONNECTORSTATUSDELETE', ['connector' => 'myconnector', 'line' => 107], WITH_USER],
        'on-im-connector-status-delete-without-user' => ['ONIMCONNECTORSTATUSDELETE', ['connector' => 'myconnector', 'line' => 107], WITHOUT_USER],
        'on-im-connector-line-delete' => ['ONIMCONNECTORLINEDELETE', 107, WITH_USER],
        'on-im-connector-line-delete-without-user' => ['ONIMCONNECTORLINEDELETE', 107, WITHOUT_USER],
        'on-app-install' => ['ONAPPINSTALL', ['VERSION' => '1', 'ACTIVE' => 'Y', 'INSTALLED' => 'Y', 'LANGUAGE_ID' => 'en'], INSTALLING],
        'on-app-uninstall' => ['ONAPPUNINSTALL', ['LANGUAGE_ID' => 'en', 'CLEAN' => true], WITHOUT_USER],
        'on-app-update' => ['ONAPPUPDATE', ['VERSION' => '2', 'PREVIOUS_VERSION' => '1', 'LANGUAGE_ID' => 'en'], INSTALLING],
        'on-app-test' => ['ONAPPTEST', ['QUERY' => ['any' => 'data', 'list' => ['a', 'b'], 'nothing' => null], 'LANGUAGE_ID' => 'en'], INSTALLING],
    ];
}

/**
 * @param list<array<string, mixed>> $messages
 * @return array<string, mixed>
 */
function messages(array $messages): array
{
    return ['CONNECTOR' => 'myconnector', 'LINE' => 107, 'MESSAGES' => $messages];
}

/**
 * A message with files and no text of its own.
 *
 * @return array<string, mixed>
 */
function with_files(): array
{
    return ['user_id' => 27, 'text' => '', 'files' => [FILE, PICTURE], 'params' => ['CLASS' => 'bx-messenger-content-item-ol-output', 'url' => []], 'attachments' => []];
}

/**
 * @param string|list<string> $id
 * @return array<string, mixed>
 */
function updated(string|array $id): array
{
    return ['im' => IM, 'message' => ['id' => $id, 'text' => '[b]Klaus Weber:[/b][br] What questions do you have?'], 'chat' => CHAT];
}

/** @return array<string, mixed> */
function deleted(string $id): array
{
    return ['im' => IM, 'message' => ['id' => $id], 'chat' => CHAT];
}

/** @param array<string, mixed> $event */
function form(array $event): string
{
    return http_build_query($event, '', '&', PHP_QUERY_RFC1738);
}

/** @return array<string, mixed> */
function tree(string $body): array
{
    return node(read_by_post(['max_input_vars' => 1000, 'max_input_nesting_level' => 64], $body)['array']);
}
