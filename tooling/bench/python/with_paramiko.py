"""paramiko, one task."""

import paramiko

import runner


def listed(entries):
    return len(entries), sum(entry.st_size for entry in entries)


endpoint, task = runner.receive()
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect(
    endpoint["host"],
    endpoint["port"],
    endpoint["username"],
    key_filename=endpoint["identity"],
    allow_agent=False,
    look_for_keys=False,
)
sftp = client.open_sftp()
kind = task["kind"]
blocks = runner.Blocks(task["local"], task["offsets"], task["length"]) if kind == "read" else None

started = runner.ready()
tally = None
if kind == "get":
    sftp.get(task["remote"], task["local"])
elif kind == "put":
    sftp.put(task["local"], task["remote"])
elif kind == "list":
    tally = listed(sftp.listdir_attr(task["remote"]))
elif kind == "statEach":
    tally = listed([sftp.stat(task["remote"] + "/" + name) for name in task["names"]])
elif kind == "read":
    with sftp.open(task["remote"], "rb") as file:
        for index, data in enumerate(file.readv([(offset, blocks.length) for offset in blocks.offsets])):
            blocks.check(index, data)
runner.done(started, tally)
client.close()
