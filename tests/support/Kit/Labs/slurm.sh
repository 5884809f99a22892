#!/usr/bin/env bash
# A Slurm of its own on 127.0.0.1, for tests. Needs root, slurm-wlm and munge.
#   slurm.sh up FOLDER PORT COUNT [SPARE RESUME SUSPEND]
#                                   machines n1 to nCOUNT in partition main, and in partition open, whose jobs may run for ever; commands find it by SLURM_CONF=FOLDER/slurm.conf;
#                                   with SPARE also machines e1 to eSPARE in partition burst, which the two programs start and end as jobs need them, and k1 to kSPARE in partition
#                                   kept, which do not end by themselves; their slurmd is somebody else's to start, with the option -b
#   slurm.sh kill FOLDER DAEMON     ends slurmctld, or the slurmd of a machine as n1, by SIGKILL
#   slurm.sh start FOLDER DAEMON    starts it again, with its state
#   slurm.sh down FOLDER            ends and removes it; may be repeated
set -euo pipefail
verb=$1 folder=$2

up() { # port, count, spare, resume, suspend
  local port=$1 count=$2 spare=${3:-0} host number
  host=$(hostname -s)
  mkdir -p "$folder"/{state,spool,log,munge}
  chmod 711 "$folder/munge"
  (umask 077 && head -c 1024 /dev/urandom >"$folder/munge/key")
  munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" 2>/dev/null
  : >"$folder/cgroup.conf"
  {
    cat <<END
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.%n.log
SlurmctldDebug=debug
SlurmdDebug=debug
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=2,bf_interval=2
ReturnToService=2
SwitchType=switch/none
MpiDefault=none
CommunicationParameters=NoAddrCache
InactiveLimit=0
KillWait=2
MinJobAge=60
END
    for number in $(seq "$count"); do
      echo "NodeName=n$number NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + number)) CPUs=8 RealMemory=64000 State=UNKNOWN"
    done
    echo "PartitionName=open Nodes=n[1-$count] MaxTime=INFINITE DefMemPerCPU=10 State=UP OverSubscribe=NO"
    echo "PartitionName=main Nodes=n[1-$count] Default=YES MaxTime=60 DefMemPerCPU=10 State=UP OverSubscribe=NO"
    if [ "$spare" -gt 0 ]; then
      cat <<END
ResumeProgram=$4
SuspendProgram=$5
SuspendExcNodes=n[1-$count]
SlurmctldParameters=idle_on_node_suspend
PrivateData=cloud
SuspendTime=5
SuspendTimeout=5
ResumeTimeout=300
ResumeRate=0
SuspendRate=0
END
      for number in $(seq "$spare"); do
        echo "NodeName=e$number NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 100 + number)) CPUs=2 RealMemory=1000 State=CLOUD"
        echo "NodeName=k$number NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 200 + number)) CPUs=2 RealMemory=1000 State=CLOUD"
      done
      echo "PartitionName=burst Nodes=e[1-$spare] MaxTime=60 DefMemPerCPU=10 State=UP OverSubscribe=EXCLUSIVE"
      echo "PartitionName=kept Nodes=k[1-$spare] MaxTime=60 DefMemPerCPU=10 State=UP OverSubscribe=EXCLUSIVE SuspendTime=INFINITE"
    fi
  } >"$folder/slurm.conf"
  export SLURM_CONF=$folder/slurm.conf
  slurmctld -f "$SLURM_CONF" -c
  for number in $(seq "$spare"); do
    mkdir -p "$folder/spool/e$number" "$folder/spool/k$number"
  done
  for number in $(seq "$count"); do
    mkdir -p "$folder/spool/n$number"
    slurmd -f "$SLURM_CONF" -N "n$number" -c
  done
  for _ in $(seq 600); do
    [ "$(sinfo -h -N -p main -t idle -o %N 2>/dev/null | sort -u | wc -l)" -eq "$count" ] && return
    sleep 0.1
  done
  echo "Slurm does not start: $(tail -n 3 "$folder/log/slurmctld.log")" >&2
  return 1
}

start() { # slurmctld or the name of a machine
  case $1 in
    slurmctld) slurmctld -f "$folder/slurm.conf" ;;
    *) slurmd -f "$folder/slurm.conf" -N "$1" ;;
  esac
}

kill_daemon() { # slurmctld or the name of a machine
  local pid file=$folder/slurmd.$1.pid
  [ "$1" != slurmctld ] || file=$folder/slurmctld.pid
  pid=$(tr -dc 0-9 <"$file")
  kill -KILL "$pid"
  for _ in $(seq 100); do ended "$pid" && break; sleep 0.1; done
}

ended() { # pid: gone, or nobody waits for it
  local state
  ! { read -r _ _ state _ <"/proc/$1/stat"; } 2>/dev/null || [ "$state" = Z ]
}

down() {
  local file pid
  SLURM_CONF=$folder/slurm.conf timeout 5 scancel --state=PENDING,RUNNING --user=root 2>/dev/null || true
  for file in "$folder"/slurmctld.pid "$folder"/slurmd.*.pid "$folder"/munge/pid; do
    [ -s "$file" ] || continue
    pid=$(tr -dc 0-9 <"$file")
    # A number that was given to another process since is left alone.
    grep -q -a -e slurm -e munged "/proc/$pid/cmdline" 2>/dev/null || continue
    kill "$pid" 2>/dev/null || continue
    for _ in $(seq 100); do ended "$pid" && break; sleep 0.1; done
    ended "$pid" || kill -KILL "$pid"
  done
  rm -rf --one-file-system "$folder"
}

case $verb in
  up) up "${@:3}" ;;
  kill) kill_daemon "$3" ;;
  start) start "$3" ;;
  down) [ ! -d "$folder" ] || down ;;
  *) echo "slurm.sh up FOLDER PORT COUNT [SPARE RESUME SUSPEND], kill or start FOLDER DAEMON, or down FOLDER" >&2; exit 2 ;;
esac
