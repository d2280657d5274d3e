"""Puts and gets with paramiko's client.

Usage: paramiko_client.py HOST PORT USER IDENTITY KNOWN_HOSTS LOCAL REMOTE BACK
"""

import sys

import paramiko

HOST, PORT, USER, IDENTITY, KNOWN_HOSTS, LOCAL, REMOTE, BACK = sys.argv[1:]

client = paramiko.SSHClient()
client.load_host_keys(KNOWN_HOSTS)
client.connect(HOST, int(PORT), USER, key_filename=IDENTITY, allow_agent=False, look_for_keys=False)
with client, client.open_sftp() as sftp:
    sent = sftp.put(LOCAL, REMOTE)
    sftp.get(REMOTE, BACK)
    print(sent.st_size)
