"""Each layer by itself, in a process of its own: a confined process can't be freed again."""

import subprocess
import sys

import pytest

START = "import sys; sys.path.insert(0, %r); from preuve.inspection import confinement as c\n"


def run(code: str) -> str:
    script = START % sys.path[0] + code
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


CONFINE = "layers = c.confine(cpu_s=5, memory_bytes=1 << 30)\n"


def layers() -> list[str]:
    return run(CONFINE + "print(*layers)").split()


def test_this_machine_has_limits_and_a_filter_or_a_hook():
    found = layers()

    assert found[0] == "limits"
    assert found[-1] in {"seccomp", "audit"}


def test_files_outside_of_python_cannot_be_read_where_the_kernel_has_landlock():
    if "landlock" not in layers():
        pytest.skip("this kernel has no Landlock")

    assert run(CONFINE + "print(open('/etc/passwd').read())") == (
        "PermissionError: [Errno 13] Permission denied: '/etc/passwd'"
    )
    assert run(CONFINE + "import wave; print(wave.__name__)") == "wave"


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("open('/tmp/preuve-confined', 'w')", "open"),
        ("open('/tmp/preuve-confined', 'r+')", "open"),
        ("import os; os.open('/tmp/preuve-confined', os.O_CREAT)", "open"),
        ("import socket; socket.socket().bind(('127.0.0.1', 0))", "socket.__new__"),
        ("import os; os.system('true')", "os.system"),
        ("import os; os.remove('/tmp/preuve-confined')", "os.remove"),
    ],
)
def test_where_there_is_no_filter_the_interpreter_refuses(code, event):
    assert run("sys.addaudithook(c._refuse)\n" + code) == f"PermissionError: {event}"


def test_the_interpreter_lets_reading_go_on():
    assert run("sys.addaudithook(c._refuse)\nprint(bool(open(c.__file__).read()))") == "True"
