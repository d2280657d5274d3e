"""asyncssh, one task."""

import asyncio
import warnings

warnings.simplefilter("ignore")
import asyncssh  # noqa: E402

import runner  # noqa: E402


def listed(attributes):
    return len(attributes), sum(attrs.size for attrs in attributes)


async def read(sftp, task, blocks):
    async with sftp.open(task["remote"], "rb") as file:
        slots = asyncio.Semaphore(64)

        async def one(index, offset):
            async with slots:
                blocks.check(index, await file.read(blocks.length, offset))

        await asyncio.gather(*(one(*block) for block in enumerate(blocks.offsets)))


async def work(sftp, task, blocks):
    kind = task["kind"]
    if kind in ("get", "getTree"):
        await sftp.get(task["remote"], task["local"], recurse=kind == "getTree")
    elif kind in ("put", "putTree"):
        await sftp.put(task["local"], task["remote"], recurse=kind == "putTree")
    elif kind == "list":
        names = await sftp.readdir(task["remote"])
        return listed([name.attrs for name in names if name.filename not in (".", "..")])
    elif kind == "statEach":
        return listed([await sftp.stat(task["remote"] + "/" + name) for name in task["names"]])
    elif kind == "statAll":
        paths = (task["remote"] + "/" + name for name in task["names"])
        return listed(await asyncio.gather(*(sftp.stat(path) for path in paths)))
    elif kind == "read":
        await read(sftp, task, blocks)
    return None


async def main():
    endpoint, task = runner.receive()
    blocks = None
    if task["kind"] == "read":
        blocks = runner.Blocks(task["local"], task["offsets"], task["length"])
    async with asyncssh.connect(
        endpoint["host"],
        endpoint["port"],
        username=endpoint["username"],
        client_keys=[endpoint["identity"]],
        known_hosts=None,
        config=None,
        encryption_algs=["aes128-gcm@openssh.com"],
    ) as connection:
        async with connection.start_sftp_client() as sftp:
            started = runner.ready()
            tally = await work(sftp, task, blocks)
            runner.done(started, tally)


asyncio.run(main())
