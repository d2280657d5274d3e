"""Runs programs of file operations with Python's own files, or with paramiko's at OpenSSH's server.

Reads one program a line as JSON, and answers each with one line: what each step gave.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile


def step(file, name, *args):
    if name == "write":
        file.write(args[0].encode("latin-1"))
        return None
    result = getattr(file, name)(*args)
    if isinstance(result, bytes):
        return result.decode("latin-1")
    if isinstance(result, list):
        return [line.decode("latin-1") for line in result]
    return result if name == "tell" else None


def answer(work):
    try:
        return work()
    except Exception:
        return "throws"


def run(open_file, path, program):
    with open(path, "wb") as file:
        file.write(program["content"].encode("latin-1"))
    if program["mode"].startswith("x"):
        os.unlink(path)
    said = []
    try:
        file = open_file(path, program["mode"], program["bufsize"])
    except (OSError, ValueError):
        return ["throws"]
    for name, *args in program["steps"]:
        said.append(answer(lambda: step(file, name, *args)))
    said.append(answer(file.close))
    with open(path, "rb") as result:
        said.append(result.read().decode("latin-1"))
    return said


def paramiko_files():
    import paramiko

    class Channel:
        """A socket that has a name, as paramiko expects of its channels."""

        def __init__(self, inner):
            self.inner = inner

        def get_name(self):
            return "a socket"

        def __getattr__(self, name):
            return getattr(self.inner, name)

    ours, theirs = socket.socketpair()
    subprocess.Popen(["/usr/lib/openssh/sftp-server"], stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL)
    theirs.close()
    return paramiko.SFTPClient(Channel(ours)).open


def python_files(path, mode, bufsize):
    return open(path, mode, buffering=bufsize)


with tempfile.TemporaryDirectory() as directory:
    opener = paramiko_files() if sys.argv[1] == "paramiko" else python_files
    for line in sys.stdin:
        print(json.dumps(run(opener, os.path.join(directory, "file"), json.loads(line))), flush=True)
