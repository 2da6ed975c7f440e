# shellcheck shell=bash disable=SC2016 # a node's shell expands what it is given
# To be sourced, by what has called enter_cluster first. A Slurm of two nodes on this machine: each node has its own network, host name
# and processes, so that it can die as a machine does. All of it lives in namespaces of this test and in a file system in
# memory at $cluster: the kernel ends and removes every piece of it with the shell that has started it, however that ends.

readonly cluster=/run/tidemark-cluster

# enter_cluster SCRIPT ARGUMENT...: runs the script anew inside of the namespaces, unless that is where it runs.
enter_cluster() {
  [ -z "${INSIDE_CLUSTER:-}" ] || return 0
  INSIDE_CLUSTER=1 exec unshare --net --uts --mount --pid --fork --kill-child --mount-proc "$@"
}

# Prints why no Slurm can be started here; nothing where it can.
cluster_obstacle() {
  local program
  [ "$(id -u)" = 0 ] || { echo "it takes root"; return; }
  for program in munged slurmctld slurmd sbatch ip nsenter; do
    command -v "$program" > /dev/null || { echo "$program is missing (packages slurm-wlm munge iproute2)"; return; }
  done
  unshare --net --uts --mount --pid --fork --kill-child --mount-proc sh -c '
    mount -t tmpfs tmpfs /run && ip link add slurm type bridge && ip link add port type veth peer name eth0' > /dev/null 2>&1 ||
    echo "namespaces with a bridge of their own cannot be made here"
}

write_slurm_conf() {
  cat > "$cluster/slurm.conf" << EOT
ClusterName=tidemark
SlurmctldHost=control(10.77.0.1)
SlurmUser=root
AuthType=auth/munge
# A job is started again only once the credential of its last start has expired; fewer seconds count as the default of 120.
AuthInfo=socket=$cluster/munge.socket,cred_expire=10
CredType=cred/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool.%n
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.%n.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=1,sched_interval=1
# Seconds without an answer from which on a node is taken for dead.
SlurmdTimeout=5
ReturnToService=2
KillWait=2
MailProg=/bin/true
NodeName=node1 NodeHostname=node1 NodeAddr=10.77.0.11 CPUs=2 RealMemory=1000
NodeName=node2 NodeHostname=node2 NodeAddr=10.77.0.12 CPUs=2 RealMemory=1000
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOT
  printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n' > "$cluster/cgroup.conf"
}

# wait_until SECONDS COMMAND...: until the command succeeds; status 1 where it does not in that time.
wait_until() {
  local tries=$(($1 * 10))
  shift
  until "$@" > /dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

# start_node N: a node's first process, whose end ends all of the node's, is $node1 or $node2.
start_node() {
  unshare --net --uts --pid --fork --kill-child --mount-proc sh -c '
    hostname "node$0"
    until ip link set eth0 up 2> /dev/null; do sleep 0.1; done
    ip link set lo up
    ip address add "10.77.0.1$0/24" dev eth0
    slurmd -D -N "node$0" &
    wait' "$1" > "$cluster/node$1.out" 2>&1 &
  local outside=$! first
  wait_until 10 test -s "/proc/$outside/task/$outside/children"
  first=$(tr -d ' ' < "/proc/$outside/task/$outside/children")
  ip link add "port$1" type veth peer name eth0 netns "$first"
  ip link set "port$1" master slurm up
  declare -g "node$1=$first"
}

node_count() { [ "$(sinfo --noheader --states "$1" --format %D)" = "$2" ]; }

# Starts the controller and both nodes; they take jobs once that returns. Status 1 where they do not within a minute.
start_cluster() {
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p "$cluster/state"
  hostname control
  ip link set lo up
  ip link add slurm type bridge
  ip link set slurm up
  ip address add 10.77.0.1/24 dev slurm
  write_slurm_conf
  export SLURM_CONF=$cluster/slurm.conf
  (umask 077; head -c 128 /dev/urandom > "$cluster/munge.key")
  # It warns of running as root, which is the only user here.
  munged --foreground --force --socket="$cluster/munge.socket" --key-file="$cluster/munge.key" --pid-file="$cluster/munge.pid" \
    --log-file="$cluster/munge.log" --seed-file="$cluster/munge.seed" > "$cluster/munge.out" 2>&1 &
  wait_until 10 test -S "$cluster/munge.socket"
  slurmctld -D > "$cluster/slurmctld.out" 2>&1 &
  start_node 1
  start_node 2
  wait_until 60 node_count idle 2
}
