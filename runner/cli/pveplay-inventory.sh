#!/bin/sh
# Inventory script for `ansible -i`, `ansible-playbook -i` and others: answers --list and --host from a Proxmox cluster.
# The cluster is the one of PVEPLAY_INVENTORY (a *.proxmox.yml file), else of PROXMOX_* or ~/.vmanager.conf.
exec node "$(dirname "$(readlink -f "$0")")/pveplay.js" inventory --proxmox "$@"
