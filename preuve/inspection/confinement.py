"""Give up what an inspector must not do, for good, before the first byte of a stranger's file is read.

Three layers, each irreversible for the process: resource limits (setrlimit(2)); system calls that reach the
network, write, start programs or touch other processes are refused (seccomp(2), filter mode); where the
kernel has Landlock, only Python's own folders can still be read. Where the kernel has no seccomp (not Linux,
or another processor), an audit hook of the interpreter refuses the same things (PEP 578): it stops honest
mistakes, not an attacker who runs code.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path
from typing import Any

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026  # ALLOW, ERRNO(EPERM), ERRNO(ENOSYS)
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH = 0, 4
#: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND: the same bits on both processors.
_WRITES = 0x1 | 0x2 | 0x40 | 0x200 | 0x400
_CLONE_THREAD = 0x10000

#: System calls refused, by processor, from Linux's tables (arch/x86/entry/syscalls/syscall_64.tbl;
#: include/uapi/asm-generic/unistd.h): sockets, new programs and processes, other processes, writing names and
#: attributes, mounts and name spaces, keys, io_uring (which would do all of it out of sight).
_MACHINES: dict[str, dict[str, Any]] = {
    "x86_64": {
        "arch": 0xC000003E,
        "refused": (
            41, 42, 43, 44, 46, 49, 50, 53, 288, 307,
            57, 58, 59, 322, 62, 129, 200, 297, 424, 434, 101, 310, 311, 438,
            76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 132, 133, 188, 189, 190, 197, 198, 199,
            235, 258, 259, 260, 261, 263, 264, 265, 266, 268, 280, 285, 316, 452,
            155, 161, 165, 166, 167, 272, 308, 428, 429, 430, 431, 432, 433,
            248, 249, 250, 298, 321, 323, 425, 426, 427, 175, 313, 169, 246,
        ),
        "unknown": (435, 437),
        "opens": ((2, 1), (257, 2)),
        "clone": 56,
    },
    "aarch64": {
        "arch": 0xC00000B7,
        "refused": (
            198, 199, 200, 201, 202, 203, 206, 211, 242, 269,
            221, 281, 129, 130, 138, 240, 424, 434, 117, 270, 271, 438,
            5, 6, 7, 14, 15, 16, 33, 34, 35, 36, 37, 38, 45, 46, 47, 52, 53, 54, 55, 88, 276, 452,
            39, 40, 41, 51, 97, 268, 428, 429, 430, 431, 432, 433,
            217, 218, 219, 241, 280, 282, 425, 426, 427, 105, 273, 142, 104,
        ),
        "unknown": (435, 437),
        "opens": ((56, 2),),
        "clone": 220,
    },
}  # fmt: skip


def confine(*, cpu_s: int, memory_bytes: int) -> tuple[str, ...]:
    """Confine this process; return the names of the layers that hold.

    Args:
        cpu_s: processor time in seconds, after which the kernel ends the process.
        memory_bytes: address space.
    """
    _limit(cpu_s, memory_bytes)
    layers = ["limits"]
    if _restrict_reading():
        layers.append("landlock")
    if _filter_calls():
        layers.append("seccomp")
    else:
        sys.addaudithook(_refuse)
        layers.append("audit")
    return tuple(layers)


def _limit(cpu_s: int, memory_bytes: int) -> None:
    for what, bound in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (bound, bound))


def _instruction(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _program(machine: dict[str, Any]) -> bytes:
    """The filter, in classic BPF."""
    parts = [
        _instruction(_LOAD, _ARCH),
        _instruction(_EQUAL, machine["arch"], 1, 0),
        _instruction(_RETURN, _REFUSE),
        _instruction(_LOAD, _NUMBER),
        _instruction(_AT_LEAST, 0x40000000, 0, 1),  # the x32 interface
        _instruction(_RETURN, _REFUSE),
    ]
    for answer, numbers in ((_REFUSE, machine["refused"]), (_UNKNOWN, machine["unknown"])):
        for number in numbers:
            parts += [_instruction(_EQUAL, number, 0, 1), _instruction(_RETURN, answer)]
    for number, argument in machine["opens"]:  # refused when any writing flag is set
        parts += [
            _instruction(_EQUAL, number, 0, 4),
            _instruction(_LOAD, 16 + 8 * argument),
            _instruction(_ANY_BIT, _WRITES, 0, 1),
            _instruction(_RETURN, _REFUSE),
            _instruction(_RETURN, _ALLOW),
        ]
    parts += [  # threads yes, processes no
        _instruction(_EQUAL, machine["clone"], 0, 4),
        _instruction(_LOAD, 16),
        _instruction(_ANY_BIT, _CLONE_THREAD, 1, 0),
        _instruction(_RETURN, _REFUSE),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _ALLOW),
    ]
    return b"".join(parts)


def _filter_calls() -> bool:
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    program = _program(machine)
    buffer = ctypes.create_string_buffer(program, len(program))
    descriptor = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, descriptor, 0, 0)


_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_ALL_OF_FIRST_VERSION = (1 << 13) - 1


def _restrict_reading() -> bool:
    """Landlock (landlock(7)): reading stays possible below Python's own folders only."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    rules = struct.pack("Q", _ALL_OF_FIRST_VERSION)
    ruleset = libc.syscall(_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0:
        return False
    for folder in _readable():
        descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", _READ_FILE | _READ_FOLDER, descriptor)
        libc.syscall(_ADD_RULE, ruleset, 1, rule, 0)
        os.close(descriptor)
    held = not libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return held


def _readable() -> list[str]:
    """Folders of the interpreter, its libraries and the system's shared objects and time zones."""
    wanted = {
        *sys.path,
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        "/usr/lib",
        "/lib",
        "/lib64",
        "/usr/share/zoneinfo",
        "/etc/ld.so.cache",
    }
    return sorted(path for path in wanted if path not in {"", "/", "."} and Path(path).is_dir())


_REFUSED_EVENTS = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.kill", "os.remove",
    "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate",
    "shutil.", "ctypes.dlopen",
)  # fmt: skip


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(mode, str) and set(mode) & set("wax+")
        if writes or (isinstance(flags, int) and flags & _WRITES):
            raise PermissionError(event)
    elif event.startswith(_REFUSED_EVENTS):
        raise PermissionError(event)
