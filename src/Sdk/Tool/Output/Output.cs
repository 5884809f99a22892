using System.ComponentModel;
using System.Text.Json.Nodes;
using Scalewright.Clusters;
using Scalewright.Experiments.Reports;
using Scalewright.Explorations;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Topologies;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'apply', 'scale' and 'adopt'.</summary>
[Description("Result of 'apply', 'scale' and 'adopt'.")]
internal sealed record ChangeOutput(
    [property: Description("True for a dry run, which changes nothing.")] bool IsDryRun,
    [property: Description("Changes made; for a dry run, planned changes.")] PlanOutput Plan,
    [property: Description("What was done; only zeros for a dry run.")] SummaryOutput Summary,
    [property: Description("State folder; empty without one.")] string State,
    [property: Description("Provider of the nodes.")] string Provider,
    [property: Description("Nodes after the change; empty for a dry run, and after a failure.")] IReadOnlyList<NodeOutput> Nodes
);

[Description("Cluster.")]
internal sealed record ClusterOutput(
    [property: Description("Name of the cluster.")] string Name,
    [property: Description("Lineage of the cluster.")] string Lineage,
    [property: Description("State folder; empty for a cluster that is listed from a provider.")] string Folder,
    [property: Description("Provider, with its location if that is recorded; empty if unknown.")] string Provider,
    [property: Description("Number of nodes: desired nodes of a state, or existing nodes at a provider.")] int Nodes,
    [property: Description("Number of nodes at a provider that are being removed; 0 for a state.")] int Terminating,
    [property: Description("True if a program holds the cluster; false if unknown.")] bool HasLeaseHolder,
    [property: Description(
        "True if the last lease holder was a process of this machine that exited without releasing the lease; false if unknown."
    )]
        bool IsLeaseHolderDead,
    [property: Description("Last lease holder, even if it released the lease; null if there was none or it is unknown.")]
        LeaseHolderOutput? LeaseHolder
);

/// <summary>Node with a damaged record.</summary>
[Description("Node with a damaged record.")]
internal sealed record DamagedNodeOutput(
    [property: Description("ID of the node at the provider.")] string Id,
    [property: Description("File of the record.")] string Path
)
{
    public static DamagedNodeOutput From(DamagedNode node) => new(node.Id, node.Path);
}

/// <summary>Field that a step changes.</summary>
[Description("Field that a step changes.")]
internal sealed record DifferenceOutput(
    [property: Description("Name of the field, for example 'number', 'next address' or 'labels.tier'.")] string Field,
    [property: Description(
        "Current value; null if there is none. Both values are null for 'container layout', whose values do not fit on a line."
    )]
        string? From,
    [property: Description("New value; null if there is none.")] string? To
)
{
    public static DifferenceOutput Create(StepDifference difference) => new(difference.Field, difference.From, difference.To);
}

/// <summary>Result of 'exec'.</summary>
[Description("Result of 'exec'.")]
internal sealed record ExecOutput(
    [property: Description("True for a dry run, which does not run the command.")] bool IsDryRun,
    [property: Description("Program and its arguments.")] IReadOnlyList<string> Command,
    [property: Description("Results, in the order of the nodes.")] IReadOnlyList<ExecNodeOutput> Nodes
);

/// <summary>Result of 'experiment'.</summary>
[Description("Result of 'experiment'.")]
internal sealed record ExperimentOutput(
    [property: Description("True for a dry run, which executes no runs.")] bool IsDryRun,
    [property: Description("Folder of the experiment; empty for a dry run.")] string Folder,
    [property: Description("Number of runs of all points.")] int Runs,
    [property: Description("Number of completed runs.")] int Completed,
    [property: Description("Number of failed runs.")] int Failed,
    [property: Description("Answer in a sentence; empty for a dry run.")] string Headline,
    [property: Description("Results by point and number of instances; empty for a dry run.")] IReadOnlyList<PointOutput> Points,
    [property: Description("Results of the thresholds.")] IReadOnlyList<ThresholdOutput> Thresholds
);

/// <summary>Result of 'explore'.</summary>
[Description("Result of 'explore'.")]
internal sealed record ExploreOutput(
    [property: Description("Folder of the campaign.")] string Folder,
    [property: Description("Number of seeds that were run.")] long Seeds,
    [property: Description("Number of failing seeds.")] long Failed,
    [property: Description("True if every range was run, or enough seeds failed.")] bool IsComplete,
    [property: Description("First 10 characters of the commit of the tests; empty if unknown.")] string Commit,
    [property: Description("Failing seeds by cause.")] IReadOnlyList<ExploreGroupOutput> Groups,
    [property: Description("Pairs of a fault and an operation under way, by test.")] IReadOnlyList<ExploreCoverageOutput> Coverage
);

/// <summary>Pairs of a fault and an operation under way.</summary>
[Description("Pairs of a fault and an operation under way.")]
internal sealed record ExploreCoverageOutput(
    [property: Description("Full name of the test.")] string Test,
    [property: Description("Number of all pairs.")] int Pairs,
    [property: Description("Number of pairs that at least one seed reached.")] int Reached,
    [property: Description("Pairs that no seed reached.")] IReadOnlyList<ExplorePairOutput> Unreached
)
{
    public static ExploreCoverageOutput From(ExploredCoverage coverage) =>
        new(
            coverage.Test,
            coverage.PairCount,
            coverage.ReachedCount,
            [.. coverage.Unreached.Select(pair => new ExplorePairOutput(pair.Fault, pair.Operation))]
        );
}

/// <summary>A fault and an operation under way.</summary>
[Description("A fault and an operation under way.")]
internal sealed record ExplorePairOutput(
    [property: Description("Kind of the fault.")] string Fault,
    [property: Description("Operation that was under way when the fault started.")] string Operation
);

/// <summary>Failing seeds with the same cause.</summary>
[Description("Failing seeds with the same cause.")]
internal sealed record ExploreGroupOutput(
    [property: Description("Full name of the test.")] string Test,
    [property: Description("Type of the exception; empty if the process ended.")] string Exception,
    [property: Description("Message of the lowest seed.")] string Message,
    [property: Description("Innermost frame of the user's code; empty if unknown.")] string At,
    [property: Description("Number of failing seeds.")] int Seeds,
    [property: Description("The lowest failing seeds, at most 10.")] IReadOnlyList<string> LowestSeeds,
    [property: Description("Replay string of the lowest seed.")] string Replay,
    [property: Description("Faults needed to reproduce.")] IReadOnlyList<string> Faults,
    [property: Description("The same failure in earlier campaigns of the store, newest first, at most 10.")]
        IReadOnlyList<ExploreEarlierOutput> Earlier,
    [property: Description("Number of older campaigns with the same failure.")] int OlderCampaigns,
    [property: Description("Number of failing seeds of these older campaigns.")] long OlderSeeds
)
{
    public static ExploreGroupOutput From(FailureGroup group) =>
        new(
            group.Test,
            group.Exception,
            group.Message,
            group.At,
            group.SeedCount,
            [.. group.Seeds],
            group.Replay,
            [.. group.Faults],
            [.. group.Earlier.Select(ExploreEarlierOutput.From)],
            group.OlderCampaignCount,
            group.OlderSeedCount
        );
}

/// <summary>Failure in an earlier campaign.</summary>
[Description("Failure in an earlier campaign.")]
internal sealed record ExploreEarlierOutput(
    [property: Description("Name of the folder of the campaign.")] string Campaign,
    [property: Description("First 10 characters of the commit of its tests; empty if unknown.")] string Commit,
    [property: Description("Number of failing seeds.")] int Seeds,
    [property: Description("Replay string of the lowest seed.")] string Replay
)
{
    public static ExploreEarlierOutput From(EarlierFailure earlier) =>
        new(earlier.Campaign, earlier.Commit, earlier.SeedCount, earlier.Replay);
}

/// <summary>Written files.</summary>
[Description("Written files.")]
internal sealed record FilesOutput(
    [property: Description("Folder of the files.")] string Folder,
    [property: Description("Number of written files.")] int Written,
    [property: Description("Number of removed files of an earlier topology.")] int Removed
);

/// <summary>Group of nodes.</summary>
[Description("Group of nodes.")]
internal sealed record GroupOutput(
    [property: Description("Name of the group.")] string Name,
    [property: Description("Plugin of the group.")] string Plugin,
    [property: Description("Number of nodes in the group.")] int Nodes
)
{
    public static IReadOnlyList<GroupOutput> From(Topology topology) =>
        [.. topology.Groups.Values.Select(group => new GroupOutput(group.Name, group.Plugin, group.Nodes.Count))];
}

/// <summary>Lease holder of a state.</summary>
[Description("Lease holder of a state.")]
internal sealed record LeaseHolderOutput(
    [property: Description("Name of the user.")] string User,
    [property: Description("Name of the machine.")] string Host,
    [property: Description("Process ID.")] int Pid,
    [property: Description("Name of the operation, for example 'provision'.")] string Operation,
    [property: Description("Time at which the lease was acquired, in UTC.")] DateTime AcquiredAt,
    [property: Description("Time at which the lease expires unless it is renewed, in UTC.")] DateTime LeaseEndsAt
)
{
    public static LeaseHolderOutput? From(LockHolder? holder) =>
        holder is null
            ? null
            : new(
                holder.User,
                holder.Host,
                holder.ProcessId,
                holder.Operation,
                holder.AcquiredAt.UtcDateTime,
                holder.LeaseExpiresAt.UtcDateTime
            );
}

/// <summary>Mean over runs with its 95 % confidence interval.</summary>
[Description("Mean over runs with its 95 % confidence interval.")]
internal sealed record IntervalOutput(
    [property: Description("Mean of the run means; null if there are no runs.")] double? Mean,
    [property: Description("Half the width of the 95 % confidence interval; null for fewer than two runs.")] double? Margin
)
{
    public static IntervalOutput From(SampleStatistics statistics) => new(Finite(statistics.Mean), Finite(statistics.MarginOfError));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>Result of 'list'.</summary>
[Description("Result of 'list'.")]
internal sealed record ListOutput([property: Description("Clusters, ordered by folder or by name.")] IReadOnlyList<ClusterOutput> Clusters);

/// <summary>Line of a log. 'logs --json' prints one such object per line.</summary>
[Description("Line of a log. 'logs --json' prints one such object per line.")]
internal sealed record LogLineOutput(
    [property: Description("Host name of the node.")] string Node,
    [property: Description("Time at which the line was logged, in UTC; null for a line of a file.")] DateTime? Time,
    [property: Description("'DEBUG', 'INFO', 'WARNING', 'ERROR' or 'CRITICAL'; empty for a line of a file.")] string Level,
    [property: Description("Name of the logger; for a line of a file, the path of the file.")] string Logger,
    [property: Description("Text of the line.")] string Message
);

/// <summary>Page of a live cluster. 'watch --json' prints this object in one line when the page is ready.</summary>
[Description("Page of a live cluster. 'watch --json' prints this object in one line when the page is ready.")]
internal sealed record WatchOutput(
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Address to open in a browser, with its token.")] string Address,
    [property: Description("True if the page can change the cluster.")] bool AllowsChanges,
    [property: Description("Trace file that is written; null without '--record'.")] string? Record
);

[Description("Node.")]
internal sealed record NodeOutput(
    [property: Description("Host name of the node.")] string Name,
    [property: Description("Name of the group.")] string Group,
    [property: Description("'missing', 'starting', 'ready', 'unreachable', 'failed' or 'terminating'.")] string State,
    [property: Description("Address of the node; empty if unknown.")] string Address,
    [property: Description("Why the node is not ready; null if it is ready or the provider gives no reason.")] WaitingOutput? Waiting
)
{
    public static NodeOutput From(Node node) => new(node.Name, node.Group, JsonNames.Get(node.State), node.Address, null);
}

/// <summary>Reason why a node is not ready.</summary>
[Description("Reason why a node is not ready.")]
internal sealed record WaitingOutput(
    [property: Description("Reason in the words of the backend.")] string Message,
    [property: Description("True if the node can become ready without a change by the user.")] bool CanResolve
)
{
    public static WaitingOutput? From(WaitingReason? reason) =>
        reason is null ? null : new WaitingOutput(reason.Message, reason.CanResolve);
}

/// <summary>Result of 'plan'.</summary>
[Description("Result of 'plan'.")]
internal sealed record PlanVerbOutput(
    [property: Description("Planned changes: with --provider to the existing cluster, otherwise to an empty one.")] PlanOutput Plan,
    [property: Description("Files that --out wrote; null without --out.")] FilesOutput? Files
);

[Description("Option of a provider.")]
internal sealed record ProviderOptionOutput(
    [property: Description("Name of the option; empty for a secret, which is read only from environment variables.")] string Name,
    [property: Description("True if all verbs require the option.")] bool IsRequired,
    [property: Description("Environment variables that are read if the option is not specified; the first one set applies.")]
        IReadOnlyList<string> Variables
);

[Description("Provider.")]
internal sealed record ProviderOutput(
    [property: Description("Value of --provider.")] string Name,
    [property: Description("Description of its nodes.")] string Description,
    [property: Description("Options of the provider.")] IReadOnlyList<ProviderOptionOutput> Options,
    [property: Description("Optional capabilities of the provider.")] IReadOnlyList<string> Capabilities
);

/// <summary>Result of 'providers'.</summary>
[Description("Result of 'providers'.")]
internal sealed record ProvidersOutput([property: Description("Providers of the tool.")] IReadOnlyList<ProviderOutput> Providers);

/// <summary>Result of 'destroy' and 'reap'.</summary>
[Description("Result of 'destroy' and 'reap'.")]
internal sealed record RemovalOutput(
    [property: Description("True for a dry run, which removes nothing.")] bool IsDryRun,
    [property: Description("Resources selected for removal.")] IReadOnlyList<ResourceOutput> Selected,
    [property: Description("Resources that could not be removed.")] IReadOnlyList<ResourceOutput> Remaining,
    [property: Description("Resources whose removal was requested and that still exist.")] IReadOnlyList<ResourceOutput> Terminating,
    [property: Description("Resources that were skipped because they were created within the last second.")]
        IReadOnlyList<ResourceOutput> TooRecent,
    [property: Description("Nodes with a damaged record that are selected for removal; empty without --include-damaged.")]
        IReadOnlyList<DamagedNodeOutput> Damaged
)
{
    [Description("Clusters without a known owner, listed by 'reap' without a cluster; otherwise empty.")]
    public IReadOnlyList<AbandonedOutput> Abandoned { get; init; } = [];

    [Description("Images that were built of folders, selected by --images; otherwise empty.")]
    public IReadOnlyList<BuiltImageOutput> Images { get; init; } = [];
}

/// <summary>Image that was built of a folder.</summary>
[Description("Image that was built of a folder.")]
internal sealed record BuiltImageOutput(
    [property: Description("Name on the engine.")] string Name,
    [property: Description("Name of the image in the topology.")] string Image,
    [property: Description("Cloud of the engine; empty if there is only one engine.")] string Cloud
);

/// <summary>Result of 'repair'.</summary>
[Description("Result of 'repair'.")]
internal sealed record RepairOutput(
    [property: Description("True for a dry run, which changes nothing.")] bool IsDryRun,
    [property: Description("True if the journal was damaged.")] bool IsDamaged,
    [property: Description("True if acknowledged changes are missing; the state can then be opened only after --accept-older-state.")]
        bool IsOlderState,
    [property: Description("Number of the last change that is kept; null if nothing is damaged.")] long? LastKeptChange,
    [property: Description("Number of the last known change; changes after the last kept one are lost. Null if nothing is damaged.")]
        long? LastKnownChange,
    [property: Description("Offset in bytes at which the journal is truncated; null if nothing is damaged.")] long? CutOffset,
    [property: Description("Number of bytes that are cut off; null if nothing is damaged.")] long? CutBytes
);

/// <summary>Result of 'replay'.</summary>
[Description("Result of 'replay'.")]
internal sealed record ReplayOutput([property: Description("Repeated runs.")] IReadOnlyList<ReplayedRunOutput> Runs);

/// <summary>Repeated run.</summary>
[Description("Repeated run.")]
internal sealed record ReplayedRunOutput(
    [property: Description("Name of the point.")] string Point,
    [property: Description("Number of the run, 1 or more.")] int Run,
    [property: Description("True if the result of the run equals its record, byte by byte.")] bool IsIdentical,
    [property: Description("First difference; empty if there is none.")] string Difference
);

/// <summary>Result of 'report'.</summary>
[Description("Result of 'report'.")]
internal sealed record ReportOutput(
    [property: Description("Answer in a sentence.")] string Headline,
    [property: Description("Results by point and number of instances.")] IReadOnlyList<PointOutput> Points,
    [property: Description("Results of the thresholds.")] IReadOnlyList<ThresholdOutput> Thresholds,
    [property: Description("File of the page; null without --out.")] string? Page
);

/// <summary>Resource of a provider.</summary>
[Description("Resource of a provider.")]
internal sealed record ResourceOutput(
    [property: Description("ID of the resource at the provider.")] string Id,
    [property: Description("'network', 'group' or 'node'.")] string Target,
    [property: Description("Name of the network, group or node.")] string Name,
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Lineage of the cluster.")] string Lineage,
    [property: Description("Time of creation, in UTC.")] DateTime CreatedAt
)
{
    public static ResourceOutput From(Resource resource) =>
        new(
            resource.Id,
            JsonNames.Get(resource.Tag.Target),
            resource.Tag.Name,
            resource.Tag.Owner.Cluster,
            resource.Tag.Owner.Lineage.ToString(),
            resource.CreatedAt.UtcDateTime
        );
}

/// <summary>Result of 'schema'.</summary>
[Description("Result of 'schema'.")]
internal sealed record SchemaOutput(
    [property: Description("JSON schema; null if it was written to a file.")] JsonNode? Schema,
    [property: Description("File that was written; null without --out.")] string? File
);

/// <summary>Result of 'status'.</summary>
[Description("Result of 'status'.")]
internal sealed record StatusOutput(
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Lineage of the cluster.")] string Lineage,
    [property: Description("Highest recorded epoch.")] long Epoch,
    [property: Description("True if a program holds the cluster.")] bool HasLeaseHolder,
    [property: Description(
        "True if the last lease holder was a process of this machine that exited without releasing the lease. The "
            + "next command takes over immediately."
    )]
        bool IsLeaseHolderDead,
    [property: Description("Last lease holder, even if it released the lease; null if there was none.")] LeaseHolderOutput? LeaseHolder,
    [property: Description("Desired groups.")] IReadOnlyList<GroupOutput> Desired,
    [property: Description("Observed groups.")] IReadOnlyList<GroupOutput> Observed,
    [property: Description("Desired nodes with their observed states.")] IReadOnlyList<NodeOutput> Nodes,
    [property: Description("Resources whose removal was requested and that still exist.")] IReadOnlyList<TerminatingOutput> Terminating,
    [property: Description("Changes that the next 'apply' would make.")] PlanOutput Drift
);

/// <summary>Numbers of nodes that a change created, changed and removed.</summary>
[Description("Numbers of nodes that a change created, changed and removed.")]
internal sealed record SummaryOutput(
    [property: Description("Number of created nodes.")] int Created,
    [property: Description("Number of changed nodes.")] int Changed,
    [property: Description("Number of removed nodes.")] int Removed,
    [property: Description("Number of nodes whose step failed.")] int Failed,
    [property: Description("Duration in seconds.")] double Seconds
)
{
    /// <summary>Nothing was done.</summary>
    public static SummaryOutput None { get; } = new(0, 0, 0, 0, 0);
}

/// <summary>Resource whose removal was requested and that still exists.</summary>
[Description("Resource whose removal was requested and that still exists.")]
internal sealed record TerminatingOutput(
    [property: Description("ID of the resource at the provider.")] string Id,
    [property: Description("Name of the node, group or network.")] string Name,
    [property: Description("Reason in the words of the backend.")] string Message
)
{
    /// <summary>Returns the resources that are being removed and whose provider gives a reason.</summary>
    public static TerminatingOutput[] From(IEnumerable<Resource> resources) =>
        [
            .. resources
                .Where(IsTerminating)
                .OrderBy(resource => resource.Id, NaturalOrder.Comparer)
                .Select(resource => new TerminatingOutput(resource.Id, resource.Tag.Name, resource.Waiting!.Message)),
        ];

    public static bool IsTerminating(Resource resource) => resource is { State: ResourceState.Deleting, Waiting: not null };
}

internal static class JsonNames
{
    /// <summary>Returns a value in lower case, for example <c>ready</c>.</summary>
    public static string Get<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
