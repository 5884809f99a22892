using System.ComponentModel;
using System.Text.Json.Nodes;
using Scalewright.Clusters;
using Scalewright.Experiments.Reports;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Topologies;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'apply' and 'adopt'.</summary>
[Description("Result of 'apply' and 'adopt'.")]
internal sealed record ChangeOutput(
    [property: Description("True when nothing was changed.")] bool IsDryRun,
    [property: Description("What was done; for a dry run what would be done.")] PlanOutput Plan,
    [property: Description("The nodes afterwards; empty for a dry run.")] IReadOnlyList<NodeOutput> Nodes);

[Description("A cluster.")]
internal sealed record ClusterOutput(
    [property: Description("Name of the cluster.")] string Name,
    [property: Description("Its lineage.")] string Lineage,
    [property: Description("Folder of its state; empty when it was found at a provider.")] string Folder,
    [property: Description("The provider and what distinguishes it from others; empty when it is not known.")]
    string Provider,
    [property: Description("Number of nodes: desired ones of a state, existing ones at a provider.")] int Nodes,
    [property: Description("True when a program works on it now; false when that is not known.")] bool HasLeaseHolder,
    [property: Description(
        "True when the last lease holder is a process of this machine that was killed; false when that is not "
        + "known.")] bool IsLeaseHolderDead,
    [property: Description(
        "The last lease holder of the state, also one that has released the lease; null when there was none or that "
        + "is not known.")] LeaseHolderOutput? LeaseHolder);

/// <summary>Node whose record is damaged.</summary>
[Description("A node whose record is damaged.")]
internal sealed record DamagedNodeOutput(
    [property: Description("The identifier of the node at the provider.")] string Id,
    [property: Description("The file of the record.")] string Path)
{
    public static DamagedNodeOutput Of(DamagedNode node) => new(node.Id, node.Path);
}

/// <summary>A field that a step changes.</summary>
[Description("A field that a step changes.")]
internal sealed record DifferenceOutput(
    [property: Description("The field in words, as in 'number', 'next address' or 'labels.tier'.")] string Field,
    [property: Description(
        "What it is; null when there is nothing. Both are null where the values fit on no line, as the rule of "
        + "containers.")] string? From,
    [property: Description("What it shall be; null when there is nothing.")] string? To)
{
    public static DifferenceOutput Of(StepDifference difference) =>
        new(difference.Field, difference.From, difference.To);
}

/// <summary>Result of 'exec'.</summary>
[Description("Result of 'exec'.")]
internal sealed record ExecOutput(
    [property: Description("True when the command was not run.")] bool IsDryRun,
    [property: Description("The program and its arguments.")] IReadOnlyList<string> Command,
    [property: Description("Result of each node, in the order of the nodes.")] IReadOnlyList<ExecNodeOutput> Nodes);

/// <summary>Result of 'experiment'.</summary>
[Description("Result of 'experiment'.")]
internal sealed record ExperimentOutput(
    [property: Description("True when nothing was run.")] bool IsDryRun,
    [property: Description("Folder of the experiment; empty for a dry run.")] string Folder,
    [property: Description("Runs of all points.")] int Runs,
    [property: Description("Runs that completed.")] int Completed,
    [property: Description("Runs that failed.")] int Failed,
    [property: Description("The result as sentences; empty for a dry run.")] string Headline,
    [property: Description("The figures; empty for a dry run.")] IReadOnlyList<PointOutput> Points);

/// <summary>Files that were written.</summary>
[Description("Files that were written.")]
internal sealed record FilesOutput(
    [property: Description("The folder.")] string Folder,
    [property: Description("Number of files in it.")] int Written,
    [property: Description("Number of files of an earlier topology that were removed.")] int Removed);

/// <summary>A group of nodes.</summary>
[Description("A group of nodes.")]
internal sealed record GroupOutput(
    [property: Description("Name of the group.")] string Name,
    [property: Description("Plugin that describes its nodes.")] string Plugin,
    [property: Description("Number of its nodes.")] int Nodes)
{
    public static IReadOnlyList<GroupOutput> Of(Topology topology) =>
        [.. topology.Groups.Values.Select(group => new GroupOutput(group.Name, group.Plugin, group.Nodes.Count))];
}

/// <summary>The lease holder of a state.</summary>
[Description("The lease holder of a state.")]
internal sealed record LeaseHolderOutput(
    [property: Description("The user.")] string User,
    [property: Description("The machine.")] string Host,
    [property: Description("The process.")] int Pid,
    [property: Description("What it does, as in 'provision'.")] string Operation,
    [property: Description("When it took the lease.")] DateTime AcquiredAt,
    [property: Description("When the lease ends unless it is renewed.")] DateTime LeaseEndsAt)
{
    public static LeaseHolderOutput? Of(LockHolder? holder) => holder is null
        ? null
        : new(holder.User, holder.Host, holder.ProcessId, holder.Operation, holder.AcquiredAt.UtcDateTime,
            holder.LeaseExpiresAt.UtcDateTime);
}

/// <summary>A mean with its 95 % confidence interval over runs.</summary>
[Description("A mean with its 95 % confidence interval over runs.")]
internal sealed record IntervalOutput(
    [property: Description("The mean of the means of runs; null without any.")] double? Mean,
    [property: Description("Half the width of the interval over runs; null for fewer than two.")] double? Margin)
{
    public static IntervalOutput Of(SampleStatistics figures) =>
        new(Finite(figures.Mean), Finite(figures.MarginOfError));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>Result of 'list'.</summary>
[Description("Result of 'list'.")]
internal sealed record ListOutput(
    [property: Description("The clusters, by folder or by name.")] IReadOnlyList<ClusterOutput> Clusters);

/// <summary>A line of a log. 'logs --json' prints one such object on each line.</summary>
[Description("A line of a log. 'logs --json' prints one such object on each line.")]
internal sealed record LogLineOutput(
    [property: Description("Host name.")] string Node,
    [property: Description("When it was written; null for a line of a file.")] DateTime? Time,
    [property: Description(
        "'DEBUG', 'INFO', 'WARNING', 'ERROR' or 'CRITICAL'; empty for a line of a file.")] string Level,
    [property: Description("Name of the logger; the path for a line of a file.")] string Logger,
    [property: Description("The text.")] string Message);

[Description("A node.")]
internal sealed record NodeOutput(
    [property: Description("Host name.")] string Name,
    [property: Description("Name of its group.")] string Group,
    [property: Description("'missing', 'starting', 'ready', 'unreachable', 'failed' or 'ending'.")] string State,
    [property: Description("Address by which it is reached; empty when the provider knows none.")] string Address)
{
    public static NodeOutput Of(Node node) => new(node.Name, node.Group, JsonNames.Of(node.State), "");
}

/// <summary>Result of 'plan'.</summary>
[Description("Result of 'plan'.")]
internal sealed record PlanVerbOutput(
    [property: Description(
        "The plan: the difference to what exists with --provider, else everything that the file "
        + "describes.")] PlanOutput Plan,
    [property: Description("What --out wrote; null without it.")] FilesOutput? Files);

[Description("An option of a provider.")]
internal sealed record ProviderOptionOutput(
    [property: Description("The option; empty for a secret, which only an environment variable holds.")] string Name,
    [property: Description("True when the provider needs it.")] bool IsRequired,
    [property: Description(
        "Environment variables that are read where the option is not given.")] IReadOnlyList<string> Variables);

[Description("A provider.")]
internal sealed record ProviderOutput(
    [property: Description("Value of --provider.")] string Name,
    [property: Description("What its nodes are.")] string Description,
    [property: Description("Its options.")] IReadOnlyList<ProviderOptionOutput> Options,
    [property: Description("What not every provider can.")] IReadOnlyList<string> Capabilities);

/// <summary>Result of 'providers'.</summary>
[Description("Result of 'providers'.")]
internal sealed record ProvidersOutput(
    [property: Description("The providers.")] IReadOnlyList<ProviderOutput> Providers);

/// <summary>Result of 'destroy' and 'reap'.</summary>
[Description("Result of 'destroy' and 'reap'.")]
internal sealed record RemovalOutput(
    [property: Description("True when nothing was removed.")] bool IsDryRun,
    [property: Description("The resources to remove.")] IReadOnlyList<ResourceOutput> Selected,
    [property: Description("The resources that could not be removed.")] IReadOnlyList<ResourceOutput> Remaining,
    [property: Description(
        "The resources that were left alone because they were made within the last "
        + "second.")] IReadOnlyList<ResourceOutput> TooRecent,
    [property: Description(
        "The nodes to remove whose record is damaged; empty without "
        + "--include-damaged.")] IReadOnlyList<DamagedNodeOutput> Damaged);

/// <summary>Result of 'repair'.</summary>
[Description("Result of 'repair'.")]
internal sealed record RepairOutput(
    [property: Description("True when nothing was changed.")] bool IsDryRun,
    [property: Description("True when the journal was damaged.")] bool IsDamaged,
    [property: Description(
        "True when changes that were acknowledged are missing: the state is opened again once --accept-older-state was "
        + "given.")] bool IsOlderState,
    [property: Description("The last change that is kept; null when nothing is damaged.")] long? LastKeptChange,
    [property: Description(
        "The last change that is known; changes behind the kept one are lost. Null when nothing is "
        + "damaged.")] long? LastKnownChange,
    [property: Description("Where the journal is cut, in bytes; null when nothing is damaged.")] long? CutOffset,
    [property: Description("Number of bytes that are cut off; null when nothing is damaged.")] long? CutBytes);

/// <summary>Result of 'replay'.</summary>
[Description("Result of 'replay'.")]
internal sealed record ReplayOutput(
    [property: Description("The runs.")] IReadOnlyList<ReplayedRunOutput> Runs);

/// <summary>A run that was done again.</summary>
[Description("A run that was done again.")]
internal sealed record ReplayedRunOutput(
    [property: Description("Name of the point.")] string Point,
    [property: Description("Number of the run, from 1.")] int Run,
    [property: Description("True when it gave the bytes of its record.")] bool IsIdentical,
    [property: Description("The first difference; empty when there is none.")] string Difference);

/// <summary>Result of 'report'.</summary>
[Description("Result of 'report'.")]
internal sealed record ReportOutput(
    [property: Description("The result as sentences.")] string Headline,
    [property: Description("The figures.")] IReadOnlyList<PointOutput> Points,
    [property: Description("File of the page; null when none was written.")] string? Page);

/// <summary>A resource of a provider.</summary>
[Description("A resource of a provider.")]
internal sealed record ResourceOutput(
    [property: Description("The provider's name for it.")] string Id,
    [property: Description("'network', 'group' or 'node'.")] string Target,
    [property: Description("Name of the network, group or node.")] string Name,
    [property: Description("Name of its cluster.")] string Cluster,
    [property: Description("Lineage of its cluster.")] string Lineage,
    [property: Description("When it was created.")] DateTime CreatedAt)
{
    public static ResourceOutput Of(Resource resource) => new(
        resource.Id, JsonNames.Of(resource.Tag.Target), resource.Tag.Name, resource.Tag.Owner.Cluster,
        resource.Tag.Owner.Lineage.ToString(), resource.CreatedAt.UtcDateTime);
}

/// <summary>Result of 'schema'.</summary>
[Description("Result of 'schema'.")]
internal sealed record SchemaOutput(
    [property: Description("The schema; null when it was written to a file.")] JsonNode? Schema,
    [property: Description("The file that was written; null when there is none.")] string? File);

/// <summary>Result of 'status'.</summary>
[Description("Result of 'status'.")]
internal sealed record StatusOutput(
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Lineage of its state.")] string Lineage,
    [property: Description("The highest epoch that is recorded.")] long Epoch,
    [property: Description("True when a program works on the cluster now.")] bool HasLeaseHolder,
    [property: Description(
        "True when the last lease holder is a process of this machine that was killed: the next command takes over at "
        + "once.")] bool IsLeaseHolderDead,
    [property: Description(
        "The last lease holder, also one that has released the lease; null when there was "
        + "none.")] LeaseHolderOutput? LeaseHolder,
    [property: Description("The desired groups.")] IReadOnlyList<GroupOutput> Desired,
    [property: Description("The groups that exist.")] IReadOnlyList<GroupOutput> Observed,
    [property: Description("The desired nodes and their observed states.")] IReadOnlyList<NodeOutput> Nodes,
    [property: Description("What the next apply would do.")] PlanOutput Drift);

internal static class JsonNames
{
    /// <summary>Returns a value in lower case, for example <c>ready</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
