#!/usr/bin/env python3
"""Makes an archive of many hosts of recordings of one: each host has a directory with a copy of every recording, with another
host's name, boot and sessions.

copy_hosts.py --hosts N [--parts M] DIRECTORY RECORDING...

With --parts each recording, of one session, is repeated M times, one after the other, as a recorder does that begins a new file each
time: what lived from its beginning to its end lives on, all else is there again as another process.
"""
import argparse
import pathlib
import shutil
import sqlite3
import uuid

NS = 10**9


def change(path, statements):
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous = OFF")
        for statement, values in statements:
            database.execute(statement, values)
    database.close()


def rename(path, host):
    """Gives the recording another host; what comes of it is decided by the host's name and the recording alone."""
    boot = uuid.uuid5(uuid.NAMESPACE_DNS, host)
    with sqlite3.connect(path) as database:
        sessions = database.execute("SELECT id, uuid FROM session").fetchall()
    database.close()
    change(path, [("UPDATE session SET host = ?, boot_id = ?, uuid = ? WHERE id = ?",
                   (host, str(boot), str(uuid.uuid5(boot, old)), session)) for session, old in sessions])


def length_ns(path):
    with sqlite3.connect(path) as database:
        first, last, interval = database.execute(
            "SELECT min(boottime_ns), max(boottime_ns), (SELECT max(interval_ns) FROM session) FROM tick").fetchone()
    database.close()
    return last - first + interval


def move_on(path, part, shift):
    """Makes the recording the one of that number, `shift` nanoseconds later."""
    change(path, [
        ("UPDATE session SET part = ?", (part,)),
        ("UPDATE tick SET boottime_ns = boottime_ns + ?, wall_ns = wall_ns + ?", (shift, shift)),
        ("UPDATE mark SET boottime_ns = boottime_ns + ?, wall_ns = wall_ns + ?", (shift, shift)),
        ("UPDATE process SET start_ticks = start_ticks + ? * (SELECT clock_ticks_per_second FROM session) / ? "
         "WHERE first_tick IS NOT (SELECT min(id) FROM tick) OR exit_tick IS NOT NULL", (shift, NS)),
    ])


def repeat(recording, parts, directory):
    """Returns the paths of the parts."""
    length, paths = length_ns(recording), []
    for part in range(1, parts + 1):
        paths.append(directory / f"{recording.stem}-{part:02}.tidemark")
        shutil.copyfile(recording, paths[-1])
        move_on(paths[-1], part, (part - 1) * length)
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, required=True)
    parser.add_argument("--parts", type=int)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("recordings", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    recordings = options.recordings
    for number in range(1, options.hosts + 1):
        host = f"host-{number:04}"
        directory = options.directory / host
        directory.mkdir(parents=True)
        if options.parts and number == 1:
            recordings = [path for recording in recordings for path in repeat(recording, options.parts, directory)]
        else:
            for recording in recordings:
                shutil.copyfile(recording, directory / recording.name)
    for path in sorted(options.directory.rglob("*.tidemark")):
        rename(path, path.parent.name)


if __name__ == "__main__":
    main()
