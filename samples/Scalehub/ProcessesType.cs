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

    // Time of a job for setup and cleanup, in addition to the duration of its experiment.
    private static readonly TimeSpan SlurmMargin = TimeSpan.FromMinutes(30);

    // Starting a program takes long on a busy machine.
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);
    private static readonly string[] Isolations = ["namespaces", "processes"];

    /// <inheritdoc/>
    protected override ValueList<string> KnownKeys => [Isolation, Disk, Machines, Slurm, Folder, SshConfig];

    /// <inheritdoc/>
    public override void Validate(Experiment experiment, ProblemList problems)
    {
        base.Validate(experiment, problems);
        DocumentMap options = experiment.Options;
        string section = experiment.Type;
        if (options[Isolation] is { } isolation && !Isolations.Contains(GetText(options, Isolation), StringComparer.Ordinal))
        {
            problems.AddError(ProblemCode.UnknownReference, isolation.Position, $"{section}.{Isolation}", "nothing keeps nodes apart by this name", $"use {string.Join(", which needs root, or ", Isolations)}");
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
    protected override IProvider OpenProvider(Experiment experiment, string folder) => PlaceOf(experiment, folder).Open();

    /// <inheritdoc/>
    protected override WatchdogOptions? GetWatchdogOptions(Experiment experiment, string folder) =>
        new() { CleanupDelay = TimeSpan.Zero, StartTimeout = StartMax, Arguments = PlaceOf(experiment, folder).ToArguments() };

    /// <inheritdoc/>
    protected override ValueList<Problem> CheckFault(Experiment experiment, NodeFault harm)
    {
        DocumentMap options = experiment.Options;
        if (options[Machines] is not null)
        {
            // The features of a machine are unknown until it is connected.
            return new SshProvider([new NodeAddress(ProcessRun.BrokerNodeName)], new SshOptions { Agent = new AgentDeployerOptions() }).CheckFault(harm);
        }

        if (options[Slurm] is not null)
        {
            return [new Problem(ProblemCode.ConflictingFields, "nodes that are jobs of Slurm do not support fault injection", "leave it out, or run elsewhere")];
        }

        return harm.IsDiskFull && DiskOf(options) is null
            ? [new Problem(ProblemCode.MissingField, "the folders of nodes lie on this machine's disk", $"give '{experiment.Type}.{Disk}', the MiB that each node has")]
            : new LocalProvider(PlaceOf(experiment, "").LocalOptions).CheckFault(harm);
    }

    private static ProcessProvider PlaceOf(Experiment experiment, string folder)
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
            DiskMiB = DiskOf(options),
            Partition = GetText(options, Slurm),
            JobTime = experiment.Duration + SlurmMargin,
        };
    }

    private static int? DiskOf(DocumentMap options) => int.TryParse(GetText(options, Disk), NumberStyles.None, CultureInfo.InvariantCulture, out int disk) && disk > 0 ? disk : null;

    private static void CheckDisk(string section, DocumentMap options, DocumentNode disk, ProblemList problems)
    {
        if (DiskOf(options) is null)
        {
            problems.AddError(ProblemCode.OutOfRange, disk.Position, $"{section}.{Disk}", "this is no size", "use a whole number of MiB, 1 or more");
        }

        if (options[Machines] is not null || GetText(options, Isolation) == "processes")
        {
            problems.AddError(ProblemCode.ConflictingFields, disk.Position, $"{section}.{Disk}", "only nodes in namespaces have disks of their own", "leave it out");
        }
    }

    private static void CheckSlurm(Experiment experiment, DocumentNode slurm, ProblemList problems)
    {
        if (GetText(experiment.Options, Slurm).Length == 0)
        {
            problems.AddError(ProblemCode.MissingField, slurm.Position, $"{experiment.Type}.{Slurm}", "this names no partition", "name one that 'sinfo' shows");
        }

        foreach (string other in (string[])[Disk, Machines])
        {
            if (experiment.Options[other] is { } place)
            {
                problems.AddError(ProblemCode.ConflictingFields, place.Position, $"{experiment.Type}.{other}", "jobs of Slurm have machines and disks of their own", $"leave it out, or '{Slurm}'");
            }
        }

        // Other faults are reported one by one.
        if (experiment.Faults.Faults.Any(timed => timed.Fault is CrashNode))
        {
            problems.AddError(ProblemCode.ConflictingFields, slurm.Position, "faults", "nodes that are jobs of Slurm do not support fault injection", "leave 'faults' out, or run elsewhere");
        }
    }

    private static void CheckMachines(Experiment experiment, DocumentNode machines, ProblemList problems)
    {
        string field = $"{experiment.Type}.{Machines}";
        if (GetText(experiment.Options, Machines) is not { Length: > 0 } path)
        {
            problems.AddError(ProblemCode.MissingField, machines.Position, field, "this names no file", "name a file of machines: {\"hosts\": {\"NAME\": {\"address\": \"192.0.2.1\"}}}, or a folder of inventories");
            return;
        }

        if (InventoryMachines.IsFolder(path))
        {
            // Missing nodes are reported elsewhere.
            foreach (Problem problem in experiment.Nodes.Count == 0 ? [] : InventoryMachines.Of(path, experiment).Problems)
            {
                problems.Add(problem with { Position = machines.Position, Field = field });
            }

            return;
        }

        HostFile file = HostFile.Read(path);
        foreach (Problem problem in file.Problems)
        {
            problems.Add(problem);
        }

        // One more machine generates the load.
        int wanted = experiment.Nodes.Sum(nodes => nodes.Count) + 1;
        if (file.Problems.Count == 0 && file.Hosts.Count < wanted)
        {
            problems.AddError(ProblemCode.InsufficientCapacity, machines.Position, field, $"the experiment needs {Pluralizer.Format(wanted, "machine")}, one of them for '{ProcessRun.BrokerNodeName}', and there {(file.Hosts.Count == 1 ? "is" : "are")} {file.Hosts.Count}", "name more machines, or use fewer nodes");
        }
    }
}
