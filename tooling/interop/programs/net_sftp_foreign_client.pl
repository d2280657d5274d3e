# One operation with Perl's Net::SFTP::Foreign, over OpenSSH's ssh.
#
# Usage: net_sftp_foreign_client.pl HOST PORT USER IDENTITY KNOWN_HOSTS OPERATION ARGUMENT...

use strict;
use warnings;
use Net::SFTP::Foreign;

my ($host, $port, $user, $identity, $known_hosts, $operation, @arguments) = @ARGV;

my $sftp = Net::SFTP::Foreign->new(
    $host,
    port => $port,
    user => $user,
    key_path => $identity,
    autodie => 1,
    # Names are bytes, as they are on both disks; but those of a tree that is downloaded are encoded by Perl itself.
    fs_encoding => $operation eq 'getTree' ? 'utf8' : 'latin1',
    more => [
        '-F', 'none', '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=yes',
        '-o', "UserKnownHostsFile=$known_hosts",
    ],
);

my %operations = (
    put => sub { $sftp->put(@_, copy_time => 0) },
    get => sub { $sftp->get(@_) },
    putTree => sub { $sftp->rput(@_) },
    getTree => sub { $sftp->rget(@_) },
    resumePut => sub { $sftp->put(@_, resume => 1) },
    resumeGet => sub { $sftp->get(@_, resume => 1) },
    list => sub { print "$_\n" for @{ $sftp->ls($_[0], names_only => 1, no_wanted => qr/^\.\.?$/) } },
    symlink => sub { my ($target, $path) = @_; $sftp->symlink($path, $target) },
    chmod => sub { my ($path, $mode) = @_; $sftp->chmod($path, oct $mode) },
    renameOver => sub { $sftp->rename(@_, overwrite => 1) },
    putPreserving => sub { $sftp->put(@_, copy_perm => 1, copy_time => 1) },
);
$operations{$operation}->(@arguments);
