"""One operation with paramiko's client.

Usage: paramiko_client.py HOST PORT USER IDENTITY KNOWN_HOSTS OPERATION ARGUMENT...
"""

import os
import stat
import sys

import paramiko

HOST, PORT, USER, IDENTITY, KNOWN_HOSTS, OPERATION, *ARGUMENTS = sys.argv[1:]


def put_tree(sftp, local, remote):
    sftp.mkdir(remote)
    for entry in os.scandir(local):
        path = f"{remote}/{entry.name}"
        if entry.is_dir():
            put_tree(sftp, entry.path, path)
        else:
            sftp.put(entry.path, path)


def get_tree(sftp, remote, local):
    os.mkdir(local)
    for entry in sftp.listdir_attr(remote):
        path = f"{remote}/{entry.filename}"
        target = os.path.join(local, entry.filename)
        if stat.S_ISDIR(entry.st_mode):
            get_tree(sftp, path, target)
        else:
            sftp.get(path, target)


def resume_put(sftp, local, remote):
    with open(local, "rb") as source, sftp.open(remote, "ab") as target:
        source.seek(target.tell())
        target.write(source.read())


def resume_get(sftp, remote, local):
    with sftp.open(remote, "rb") as source, open(local, "ab") as target:
        source.seek(target.tell())
        target.write(source.read())


def chmod(sftp, path, mode):
    sftp.chmod(path, int(mode, 8))


def put_preserving(sftp, local, remote):
    sftp.put(local, remote)
    status = os.stat(local)
    sftp.chmod(remote, stat.S_IMODE(status.st_mode))
    sftp.utime(remote, (status.st_atime, status.st_mtime))


def list_names(sftp, path):
    print("\n".join(sftp.listdir(path)))


OPERATIONS = {
    "put": lambda sftp, local, remote: sftp.put(local, remote),
    "get": lambda sftp, remote, local: sftp.get(remote, local),
    "putTree": put_tree,
    "getTree": get_tree,
    "resumePut": resume_put,
    "resumeGet": resume_get,
    "list": list_names,
    "symlink": lambda sftp, target, path: sftp.symlink(target, path),
    "chmod": chmod,
    "renameOver": lambda sftp, old, new: sftp.posix_rename(old, new),
    "putPreserving": put_preserving,
}

client = paramiko.SSHClient()
client.load_host_keys(KNOWN_HOSTS)
client.connect(HOST, int(PORT), USER, key_filename=IDENTITY, allow_agent=False, look_for_keys=False)
with client, client.open_sftp() as sftp:
    OPERATIONS[OPERATION](sftp, *ARGUMENTS)
