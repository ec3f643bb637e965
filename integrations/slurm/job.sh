#!/bin/bash
#SBATCH --job-name=convert
#SBATCH --array=1-2
#SBATCH --time=00:05:00
#
# A Slurm job whose program runs in landrun's sandbox on each node: `sbatch job.sh`, in a directory with input/1, input/2 and output. landrun is
# one static file in a directory that the nodes share, or a package on them; there is no daemon, and nothing for an administrator to allow.
#
# Protects from: the job's program (a container's contents, a downloaded model, another group's code). It reads its own task's input and
# the system, and writes its task's output; not your home directory, keys and other projects on the shared file system, no network, and it
# can't submit jobs in your name: munge's socket and Slurm's port are closed. (What may reach both can have a job run without any sandbox.)
# Not from: Slurm itself, this script, which is not in the sandbox, and other jobs of yours that aren't. A program of several nodes talks
# to the others over ports that Slurm and MPI choose: it wants --unrestricted-network, or --bind-tcp and --connect-tcp of a range that MPI is
# told to use.
set -euo pipefail
task=$SLURM_ARRAY_TASK_ID
mkdir -p "output/$task"
# Where a node's kernel can't enforce all of it, nothing runs there: status 125.
srun landrun --strict --rox /usr,/bin,/lib,/lib64 --ro /etc/ld.so.cache --ro "input/$task" --rw "output/$task" --env 'SLURM_*' -- \
    ${CONVERT:-tr a-z A-Z} <"input/$task/text" >"output/$task/text"
