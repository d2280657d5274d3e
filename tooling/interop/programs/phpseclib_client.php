<?php
// One operation with phpseclib 3.
//
// Usage: phpseclib_client.php HOST PORT USER IDENTITY KNOWN_HOSTS OPERATION ARGUMENT...

require '/usr/share/php/phpseclib3/autoload.php';

use phpseclib3\Crypt\PublicKeyLoader;
use phpseclib3\Net\SFTP;

[, $host, $port, $user, $identity, $knownHosts, $operation] = $argv;
$arguments = array_slice($argv, 7);

$sftp = new SFTP($host, (int) $port);
[$type, $key] = array_slice(explode(' ', trim(explode("\n", file_get_contents($knownHosts))[0])), 1);
if ($sftp->getServerPublicHostKey() !== "$type $key") exit('another host key');
if (!$sftp->login($user, PublicKeyLoader::load(file_get_contents($identity)))) exit('refused');

function putPreserving(SFTP $sftp, string $local, string $remote): bool
{
    clearstatcache();
    return $sftp->put($remote, $local, SFTP::SOURCE_LOCAL_FILE)
        && $sftp->chmod(fileperms($local) & 07777, $remote) !== false
        && $sftp->touch($remote, filemtime($local), fileatime($local));
}

function resumePut(SFTP $sftp, string $local, string $remote): bool
{
    $start = $sftp->filesize($remote);
    return $sftp->put($remote, substr(file_get_contents($local), $start), SFTP::SOURCE_STRING, $start);
}

function listNames(SFTP $sftp, string $path): bool
{
    $names = $sftp->nlist($path);
    if ($names === false) return false;
    echo implode("\n", array_diff($names, ['.', '..'])), "\n";
    return true;
}

[$first, $second] = [...$arguments, ''];
$done = match ($operation) {
    'put' => $sftp->put($second, $first, SFTP::SOURCE_LOCAL_FILE),
    'get' => $sftp->get($first, $second),
    'resumePut' => resumePut($sftp, $first, $second),
    'resumeGet' => file_put_contents($second, $sftp->get($first, false, filesize($second)), FILE_APPEND),
    'list' => listNames($sftp, $first),
    'symlink' => $sftp->symlink($first, $second),
    'chmod' => $sftp->chmod(octdec($second), $first) !== false,
    'putPreserving' => putPreserving($sftp, $first, $second),
};
if ($done === false) {
    fwrite(STDERR, "$operation failed: " . implode('; ', $sftp->getSFTPErrors()) . "\n");
    exit(1);
}
