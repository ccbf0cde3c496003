"""Writes test/fixtures/host-patterns/answers.json: which hosts Ansible's inventory manager finds for each pattern and limit.

Run it with a Python that has ansible-core: .venv/bin/python scripts/host-patterns.py
"""

import json
import os
import sys
from pathlib import Path

os.environ["ANSIBLE_CONFIG"] = "/nonexistent.cfg"

from ansible.errors import AnsibleError  # noqa: E402
from ansible.plugins.loader import init_plugin_loader  # noqa: E402
from ansible.inventory.manager import InventoryManager  # noqa: E402
from ansible.parsing.dataloader import DataLoader  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "test/fixtures/host-patterns"

PATTERNS = """
all | * | web | db | prod | stage | ungrouped | empty | nobody | loose | web* | w*[0:2] | *.example.com | db-? | db-[ac] | db-[!a]
db-[a:c] | web:db | web,db | web:&stage | web:!stage | prod:&stage:!db-a | !web | &stage | !web:!db | all:!prod | web[0] | web[-1] | web[0:2]
web[1:] | web[3:3] | web[2:0] | web[0:0] | web[-2:] | web[0-2] | web[20:30] | web[99] | prod[0:1]:db[0] | ~web0[1-3] | ~.*\\.example | ~^db | ~(web|db)-?
~(?i)WEB01 | ~b-a | ~db-[a-b]$ | web01.example.com | web01 | fe80::1 | 10.0.0.1 | [fe80::1] | localhost | 127.0.0.1 | ::1 | localhost:web | localhost.example.com
all[0] | all[-1] | *[0:1] | web : db | " web , db " | web,,db | : | web:web | db:web:db | db-a,web01.example.com,web | stage,!web01.example.com
ungrouped2 | un* | al? | [w]eb | we[b] | w?b | web[ | web] | web[a] | single | single[0] | single[-1] | single[1] | single[0:5] | ~ | ~[ | web!db | db-a[0]
""".replace("\n", " | ")

LIMITS = [("all", "web"), ("prod", "stage"), ("web", "!web01.example.com"), ("all", "web[0:1],db-a"), ("web", "@limit.txt"), ("web", "nobody"),
          ("db:web", "~.*[24]"), ("all", "&stage"), ("localhost", "web"), ("all", "localhost"), ("web", "*:&stage")]


def manager():
    return InventoryManager(loader=DataLoader(), sources=[str(FOLDER / "hosts.ini")])


def answer(pattern, limit=None):
    inventory = manager()
    try:
        if limit:
            inventory.subset(limit)
        return [host.name for host in inventory.get_hosts(pattern)]
    except (AnsibleError, Exception) as error:
        return "error"


init_plugin_loader([])
os.chdir(FOLDER)
patterns = [p.strip(" ") if '"' not in p else p.strip().strip('"') for p in PATTERNS.split(" | ")]
cases = [{"pattern": p, "hosts": answer(p)} for p in patterns if p]
cases += [{"pattern": p, "limit": limit, "hosts": answer(p, limit)} for p, limit in LIMITS]
lists = [["web", "!stage"], ["db-a", "web:&stage"], []]
cases += [{"pattern": p, "hosts": answer(p)} for p in lists]
text = json.dumps(cases, indent=1) + "\n"
if "--check" in sys.argv:
    sys.exit(0 if (FOLDER / "answers.json").read_text() == text else "answers.json is stale")
(FOLDER / "answers.json").write_text(text)
