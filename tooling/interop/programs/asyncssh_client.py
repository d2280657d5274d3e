"""One operation with asyncssh's client.

Usage: asyncssh_client.py HOST PORT USER IDENTITY KNOWN_HOSTS OPERATION ARGUMENT...
"""

import asyncio
import os
import sys

import asyncssh

HOST, PORT, USER, IDENTITY, KNOWN_HOSTS, OPERATION, *ARGUMENTS = sys.argv[1:]


async def resume_put(sftp, local, remote):
    async with sftp.open(remote, "ab") as target:
        with open(local, "rb") as source:
            source.seek(await sftp.getsize(remote))
            await target.write(source.read())


async def resume_get(sftp, remote, local):
    async with sftp.open(remote, "rb") as source:
        with open(local, "ab") as target:
            await source.seek(target.tell())
            target.write(await source.read())


async def list_names(sftp, path):
    print("\n".join(name for name in await sftp.listdir(path) if name not in (".", "..")))


OPERATIONS = {
    "put": lambda sftp, local, remote: sftp.put(local, remote),
    "get": lambda sftp, remote, local: sftp.get(remote, local),
    "putTree": lambda sftp, local, remote: sftp.put(local, remote, recurse=True),
    "getTree": lambda sftp, remote, local: sftp.get(remote, local, recurse=True),
    "resumePut": resume_put,
    "resumeGet": resume_get,
    "list": list_names,
    "symlink": lambda sftp, target, path: sftp.symlink(target, path),
    "chmod": lambda sftp, path, mode: sftp.chmod(path, int(mode, 8)),
    "renameOver": lambda sftp, old, new: sftp.posix_rename(old, new),
    "putPreserving": lambda sftp, local, remote: sftp.put(local, remote, preserve=True),
}


async def main():
    options = {"username": USER, "client_keys": [IDENTITY], "known_hosts": KNOWN_HOSTS, "config": None}
    async with asyncssh.connect(HOST, int(PORT), **options) as connection:
        async with connection.start_sftp_client() as sftp:
            await OPERATIONS[OPERATION](sftp, *ARGUMENTS)


asyncio.run(main())
