"""An SFTP server of asyncssh: FOLDER served as "/", for one user.

Usage: asyncssh_server.py FOLDER HOST_KEY AUTHORIZED_KEYS USER PASSWORD
"""

import asyncio
import sys

import asyncssh

FOLDER, HOST_KEY, AUTHORIZED_KEYS, USER, PASSWORD = sys.argv[1:]


class Access(asyncssh.SSHServer):
    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return (username, password) == (USER, PASSWORD)


class Tree(asyncssh.SFTPServer):
    def __init__(self, channel):
        super().__init__(channel, chroot=FOLDER)


async def main():
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=Access,
        server_host_keys=[HOST_KEY],
        authorized_client_keys=AUTHORIZED_KEYS,
        sftp_factory=Tree,
    )
    print("listening on port", server.sockets[0].getsockname()[1], flush=True)
    await server.wait_closed()


asyncio.run(main())
