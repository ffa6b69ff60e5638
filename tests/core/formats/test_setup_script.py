"""The files that a computed version comes from are told by the code behind it, which is not run."""

from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.core.formats.setup_script import named_files

READ = "def read(*parts):\n    with open(os.path.join(here, *parts)) as f:\n        return f.read()\n"

ABOUT = """
top = dirname(__file__)
src = os.path.join(top, 'src')
about = {}
with open(os.path.join(src, 'demo', '__about__.py')) as f:
    exec(f.read(), about)
"""


@pytest.mark.parametrize(
    ("script", "file"),
    [
        ("v = re.search('v = (.+)', Path('Cargo.toml').read_text())[1]\nsetup(version=v)", "Cargo.toml"),
        ("v = re.search('v', (HERE / 'demo' / '__init__.py').read_text())[1]\nsetup(version=v)", "demo/__init__.py"),
        ("setup(version=open('VERSION').read().strip())", "VERSION"),
        ("ns = {}\nexec(open('demo/_meta.py').read(), ns)\nsetup(version=ns['v'])", "demo/_meta.py"),
        ("ns = {}\nwith open('demo/_meta.py') as f:\n    exec(f.read(), ns)\nsetup(version=ns['v'])", "demo/_meta.py"),
        (READ + "setup(version=find(read('demo', 'core.py')))", "demo/core.py"),
        ("NAME = 'demo'\nsetup(version=read(os.path.join('src', NAME, 'core.py')))", "src/demo/core.py"),
        (ABOUT + "setup(version=about['v'])", "src/demo/__about__.py"),
        ("def version():\n    return toml.load('./Cargo.toml')['v']\nsetup(version=version())", "Cargo.toml"),
        ("try:\n    v = open('V').read()\nexcept OSError:\n    v = ''\nsetup(version=v)", "V"),
    ],
)  # fmt: skip
def test_named_behind_the_version(script: str, file: str) -> None:
    assert file in named_files(Path("setup.py"), script.encode())


@pytest.mark.parametrize(
    "script",
    [
        "setup(name='demo')",
        "readme = open('README.md').read()\nv = read('V')\nsetup(version=v, description=readme)",
        "v = f()\nsetup(version=v, rust_extensions=[RustExtension('demo', 'README.md')])",
        "setup(version=read('/etc/README.md'))",
        "v = v / v\nsetup(version=v / 'README' / v)",
        "setup(version=",
        "if x: pass",
    ],
)
def test_what_the_version_does_not_depend_on_is_not_named(script: str) -> None:
    assert "README.md" not in named_files(Path("setup.py"), script.encode())
