<?php
// What does http_build_query make of each array of a batch?
// A batch is the number of the encoding, 1 for RFC1738 and 2 for RFC3986, and the serialized list of arrays.
// The answer is the list of bodies.

while (($batch = $read()) !== null) {
    $encoding = (int) $batch[0];
    $bodies = [];
    foreach (unserialize(substr($batch, 1)) as $array) {
        $bodies[] = http_build_query($array, '', '&', $encoding);
    }
    $answer($bodies);
}
