"""An SFTP server of paramiko's server classes: FOLDER served as "/", for one user.

Usage: paramiko_server.py FOLDER HOST_KEY AUTHORIZED_KEYS USER PASSWORD
"""

import os
import socket
import sys
import threading

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED

FOLDER, HOST_KEY, AUTHORIZED_KEYS, USER, PASSWORD = sys.argv[1:]


def caught(operation):
    """An operation whose OSError becomes the status that paramiko makes of it."""

    def wrapped(*args):
        try:
            result = operation(*args)
            return paramiko.SFTP_OK if result is None else result
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)

    return wrapped


class Access(paramiko.ServerInterface):
    def get_allowed_auths(self, username):
        return "password,publickey"

    def check_auth_password(self, username, password):
        return AUTH_SUCCESSFUL if (username, password) == (USER, PASSWORD) else AUTH_FAILED

    def check_auth_publickey(self, username, key):
        with open(AUTHORIZED_KEYS) as lines:
            known = any(line.split()[1] == key.get_base64() for line in lines)
        return AUTH_SUCCESSFUL if username == USER and known else AUTH_FAILED

    def check_channel_request(self, kind, chanid):
        return OPEN_SUCCEEDED


class Handle(SFTPHandle):
    @caught
    def stat(self):
        return SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))

    @caught
    def chattr(self, attr):
        SFTPServer.set_file_attr(self.filename, attr)


class Tree(SFTPServerInterface):
    def real(self, path):
        return FOLDER + self.canonicalize(path)

    @caught
    def list_folder(self, path):
        folder = self.real(path)
        return [
            SFTPAttributes.from_stat(os.lstat(os.path.join(folder, name)), name) for name in os.listdir(folder)
        ]

    @caught
    def stat(self, path):
        return SFTPAttributes.from_stat(os.stat(self.real(path)))

    @caught
    def lstat(self, path):
        return SFTPAttributes.from_stat(os.lstat(self.real(path)))

    @caught
    def open(self, path, flags, attr):
        mode = 0o666 if attr.st_mode is None else attr.st_mode
        descriptor = os.open(self.real(path), flags, mode)
        if flags & os.O_WRONLY:
            kind = "ab" if flags & os.O_APPEND else "wb"
        elif flags & os.O_RDWR:
            kind = "a+b" if flags & os.O_APPEND else "r+b"
        else:
            kind = "rb"
        handle = Handle(flags)
        handle.filename = self.real(path)
        handle.readfile = handle.writefile = os.fdopen(descriptor, kind)
        return handle

    @caught
    def remove(self, path):
        os.remove(self.real(path))

    @caught
    def rename(self, oldpath, newpath):
        if os.path.lexists(self.real(newpath)):
            raise FileExistsError()
        os.rename(self.real(oldpath), self.real(newpath))

    @caught
    def posix_rename(self, oldpath, newpath):
        os.replace(self.real(oldpath), self.real(newpath))

    @caught
    def mkdir(self, path, attr):
        os.mkdir(self.real(path), 0o777 if attr.st_mode is None else attr.st_mode)

    @caught
    def rmdir(self, path):
        os.rmdir(self.real(path))

    @caught
    def chattr(self, path, attr):
        SFTPServer.set_file_attr(self.real(path), attr)

    @caught
    def symlink(self, target_path, path):
        os.symlink(target_path, self.real(path))

    @caught
    def readlink(self, path):
        return os.readlink(self.real(path))


def serve(connection):
    transport = paramiko.Transport(connection)
    transport.add_server_key(paramiko.Ed25519Key.from_private_key_file(HOST_KEY))
    transport.set_subsystem_handler("sftp", SFTPServer, Tree)
    transport.start_server(server=Access())


listener = socket.create_server(("127.0.0.1", 0))
print("listening on port", listener.getsockname()[1], flush=True)
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
