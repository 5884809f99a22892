using System.Globalization;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Clusters.Reaping;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Processes;
using Scalewright.Experiments.Types;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Ssh;

namespace ScalehubSample;

/// <summary>
/// <c>processes</c>: runs on this machine, over SSH on the hosts of a node file or inventory folder (<c>machines</c>),
/// or as jobs of a partition (<c>slurm</c>). This program is the agent of each node.
/// </summary>
/// <remarks>
/// The options <c>isolation</c>, <c>folder</c> and <c>ssh_config</c> are ignored where they do not apply, so one
/// definition works with all backends.
/// </remarks>
[ExperimentType("processes")]
public sealed class ProcessesType : ProcessExperiment
{
    private const string Isolation = "isolation";
    private const string Machines = "machines";
    private const string Disk = "disk";
    private const string Slurm = "slurm";
    private const string Folder = "folder";
    private const string SshConfig = "ssh_config";

    // Additional time of a Slurm job for setup and cleanup, beyond the duration of its experiment.
    private static readonly TimeSpan SlurmMargin = TimeSpan.FromMinutes(30);

    // On a busy machine, a program takes long to start.
    private static readonly TimeSpan WatchdogStartTimeout = TimeSpan.FromMinutes(2);
    private static readonly string[] IsolationNames = ["namespaces", "processes"];

    /// <inheritdoc/>
    protected override ValueList<string> KnownKeys => [Isolation, Disk, Machines, Slurm, Folder, SshConfig];

    /// <inheritdoc/>
    public override void Validate(Experiment experiment, ProblemList problems)
    {
        base.Validate(experiment, problems);
        DocumentMap options = experiment.Options;
        string section = experiment.Type;
        if (options[Isolation] is { } isolation && !IsolationNames.Contains(GetText(options, Isolation), StringComparer.Ordinal))
        {
            problems.AddError(ProblemCode.UnknownReference, isolation.Position, $"{section}.{Isolation}", "unknown isolation", $"use {string.Join(", which needs root, or ", IsolationNames)}");
        }

        if (options[Disk] is { } disk)
        {
            CheckDisk(section, options, disk, problems);
        }

        if (options[Slurm] is { } slurm)
        {
            CheckSlurm(experiment, slurm, problems);
        }

        if (options[Machines] is { } machines)
        {
            CheckMachines(experiment, machines, problems);
        }
    }

    /// <inheritdoc/>
    protected override IProvider OpenProvider(Experiment experiment, string folder) => GetProcessProvider(experiment, folder).Open();

    /// <inheritdoc/>
    protected override WatchdogOptions? GetWatchdogOptions(Experiment experiment, string folder) =>
        new() { CleanupDelay = TimeSpan.Zero, StartTimeout = WatchdogStartTimeout, Arguments = GetProcessProvider(experiment, folder).ToArguments() };

    /// <inheritdoc/>
    protected override ValueList<Problem> CheckFault(Experiment experiment, NodeFault fault)
    {
        DocumentMap options = experiment.Options;
        if (options[Machines] is not null)
        {
            // The features of a machine are unknown before the first connection, so defaults are assumed here.
            return new SshProvider([new NodeAddress(ProcessRun.BrokerNodeName)], new SshOptions { Agent = new AgentDeployerOptions() }).CheckFault(fault);
        }

        if (options[Slurm] is not null)
        {
            return [new Problem(ProblemCode.ConflictingFields, "nodes that are jobs of Slurm do not support fault injection", "remove it, or run elsewhere")];
        }

        return fault.IsDiskFull && GetDiskMiB(options) is null
            ? [new Problem(ProblemCode.MissingField, "the nodes have no disks of their own", $"set '{experiment.Type}.{Disk}' to the disk size of a node in MiB")]
            : new LocalProvider(GetProcessProvider(experiment, "").LocalOptions).CheckFault(fault);
    }

    private static ProcessProvider GetProcessProvider(Experiment experiment, string folder)
    {
        DocumentMap options = experiment.Options;
        (string machines, string config) = (GetText(options, Machines), GetText(options, SshConfig));
        if (machines.Length > 0 && InventoryMachines.IsFolder(machines))
        {
            InventoryMachines provisioned = InventoryMachines.Of(machines, experiment);
            (machines, config) = provisioned.Problems.Count == 0 ? provisioned.Write(folder, config) : throw new ProviderException("inventory", provisioned.Problems);
        }

        return new ProcessProvider(folder)
        {
            Machines = machines,
            SshConfig = config,
            There = GetText(options, Folder),
            IsPlain = GetText(options, Isolation) == "processes",
            DiskMiB = GetDiskMiB(options),
            Partition = GetText(options, Slurm),
            JobTime = experiment.Duration + SlurmMargin,
        };
    }

    private static int? GetDiskMiB(DocumentMap options) => int.TryParse(GetText(options, Disk), NumberStyles.None, CultureInfo.InvariantCulture, out int disk) && disk > 0 ? disk : null;

    private static void CheckDisk(string section, DocumentMap options, DocumentNode disk, ProblemList problems)
    {
        if (GetDiskMiB(options) is null)
        {
            problems.AddError(ProblemCode.OutOfRange, disk.Position, $"{section}.{Disk}", "not a disk size", "use a whole number of MiB, 1 or more");
        }

        if (options[Machines] is not null || GetText(options, Isolation) == "processes")
        {
            problems.AddError(ProblemCode.ConflictingFields, disk.Position, $"{section}.{Disk}", "only nodes in namespaces have disks of their own", "remove it");
        }
    }

    private static void CheckSlurm(Experiment experiment, DocumentNode slurm, ProblemList problems)
    {
        if (GetText(experiment.Options, Slurm).Length == 0)
        {
            problems.AddError(ProblemCode.MissingField, slurm.Position, $"{experiment.Type}.{Slurm}", "no partition is named", "use a partition that 'sinfo' lists");
        }

        foreach (string other in (string[])[Disk, Machines])
        {
            if (experiment.Options[other] is { } conflicting)
            {
                problems.AddError(ProblemCode.ConflictingFields, conflicting.Position, $"{experiment.Type}.{other}", "jobs of Slurm have machines and disks of their own", $"remove it, or '{Slurm}'");
            }
        }

        // The base class calls CheckFault for all faults except crashes.
        if (experiment.Faults.Faults.Any(timed => timed.Fault is CrashNode))
        {
            problems.AddError(ProblemCode.ConflictingFields, slurm.Position, "faults", "nodes that are jobs of Slurm do not support fault injection", "remove 'faults', or run elsewhere");
        }
    }

    private static void CheckMachines(Experiment experiment, DocumentNode machines, ProblemList problems)
    {
        string field = $"{experiment.Type}.{Machines}";
        if (GetText(experiment.Options, Machines) is not { Length: > 0 } path)
        {
            problems.AddError(ProblemCode.MissingField, machines.Position, field, "no file is named", "name a file of machines: {\"hosts\": {\"NAME\": {\"address\": \"192.0.2.1\"}}}, or a folder of inventories");
            return;
        }

        if (InventoryMachines.IsFolder(path))
        {
            // Another check reports an experiment without nodes.
            foreach (Problem problem in experiment.Nodes.Count == 0 ? [] : InventoryMachines.Of(path, experiment).Problems)
            {
                problems.Add(problem with { Position = machines.Position, Field = field });
            }

            return;
        }

        HostFile hostFile = HostFile.Read(path);
        foreach (Problem problem in hostFile.Problems)
        {
            problems.Add(problem);
        }

        // In addition to the nodes, one machine generates the load.
        int requiredCount = experiment.Nodes.Sum(nodes => nodes.Count) + 1;
        if (hostFile.Problems.Count == 0 && hostFile.Hosts.Count < requiredCount)
        {
            problems.AddError(ProblemCode.InsufficientCapacity, machines.Position, field, $"the experiment needs {Pluralizer.Format(requiredCount, "machine")}, one of them for '{ProcessRun.BrokerNodeName}', but the file lists {hostFile.Hosts.Count}", "name more machines, or use fewer nodes");
        }
    }
}
