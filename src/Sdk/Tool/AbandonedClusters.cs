using System.ComponentModel;
using Scalewright.Clusters;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Clusters of a provider that do not belong to a state in the working folder, or whose program has
/// ended.</summary>
internal static class AbandonedClusters
{
    /// <summary>Lists the clusters, and how to remove them.</summary>
    /// <param name="minAge">Minimum age of a cluster; null for any.</param>
    /// <param name="providerArguments">Provider and its options, as on the command line.</param>
    public static VerbReport Report(
        ValueList<Resource> observed,
        TimeSpan? minAge,
        DateTimeOffset now,
        IEnumerable<string> providerArguments
    )
    {
        Dictionary<Lineage, ClusterRecord> states = ReadStates(".");
        AbandonedOutput[] clusters =
        [
            .. observed
                .Where(resource => resource.State != ResourceState.Deleting && resource.Tag.Owner.Cluster.Length > 0)
                .GroupBy(resource => resource.Tag.Owner)
                .Select(same => Describe(same, states.GetValueOrDefault(same.Key.Lineage)))
                .OfType<AbandonedOutput>()
                .Where(cluster => minAge is null || now.UtcDateTime - cluster.CreatedAt >= minAge)
                .OrderBy(cluster => cluster.Cluster, StringComparer.Ordinal)
                .ThenBy(cluster => cluster.Lineage, StringComparer.Ordinal),
        ];
        RemovalOutput result = new(IsDryRun: true, [], [], [], [], []) { Abandoned = clusters };
        string provider = ShellCommandLine.Join(providerArguments);
        return new VerbReport(ExitCode.Done) { Text = Write(clusters, now, provider) }.With(result, ToolJson.Default.RemovalOutput);
    }

    /// <summary>Returns null if the cluster has an owner.</summary>
    private static AbandonedOutput? Describe(IGrouping<Owner, Resource> same, ClusterRecord? state) =>
        state is { IsLockHolderGone: false }
            ? null
            : new AbandonedOutput(
                same.Key.Cluster,
                same.Key.Lineage.ToString(),
                same.Count(resource => resource.Tag.Target == StepTarget.Node),
                same.Min(resource => resource.CreatedAt).UtcDateTime,
                state is not null,
                LeaseHolderOutput.From(state?.LockHolder)
            );

    private static string Write(AbandonedOutput[] clusters, DateTimeOffset now, string providerArguments)
    {
        if (clusters.Length == 0)
        {
            return "no clusters without a known owner\n";
        }

        bool isUnique = clusters.DistinctBy(cluster => cluster.Cluster, StringComparer.Ordinal).Count() == clusters.Length;
        string[] titles = ["cluster", "nodes", "age", "owner", "lineage"];
        int columns = titles.Length - (isUnique ? 1 : 0);
        string[][] rows =
        [
            titles,
            .. clusters.Select(cluster =>
                (string[])
                    [
                        TextEscaping.Escape(cluster.Cluster),
                        cluster.Nodes.ToString("N0", CultureInfo.InvariantCulture),
                        DurationText.FormatWhole(now.UtcDateTime - cluster.CreatedAt),
                        DescribeOwner(cluster),
                        cluster.Lineage,
                    ]
            ),
        ];
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => rows.Max(row => row[column].Length))];
        string table = string.Concat(
            rows.Select(row => string.Join("  ", widths.Select((width, column) => row[column].PadRight(width))).TrimEnd() + "\n")
        );
        return $"{table}{Advise(clusters, isUnique, providerArguments)}\n";
    }

    private static string DescribeOwner(AbandonedOutput cluster) =>
        cluster switch
        {
            { LeaseHolder: { } holder } =>
                $"gone: {TextEscaping.Escape(holder.User)}@{TextEscaping.Escape(holder.Host)}, pid {holder.Pid} ended",
            { IsOwnerGone: true } => "gone",
            _ => "unknown: no state in this folder",
        };

    private static string Advise(AbandonedOutput[] clusters, bool isUnique, string providerArguments)
    {
        string article = Array.TrueForAll(clusters, cluster => cluster.IsOwnerGone) ? "an" : "a known";
        string count = $"{Pluralizer.FormatGrouped(clusters.Length, "cluster")} without {article} owner.";
        string check = article == "an" ? "" : "no program uses it";
        if (clusters is [var cluster])
        {
            string remove = check.Length == 0 ? "Remove it" : $"If {check}, remove it";
            return $"{count} {remove}: scalewright reap {ShellCommandLine.Quote(cluster.Cluster)} {providerArguments}";
        }

        string each = check.Length == 0 ? "Remove one" : $"If {check}, remove one";
        return $"{count} {each}: scalewright reap {(isUnique ? "CLUSTER" : "--lineage LINEAGE")} {providerArguments}";
    }

    private static Dictionary<Lineage, ClusterRecord> ReadStates(string folder)
    {
        Dictionary<Lineage, ClusterRecord> states = [];
        foreach (string path in (string[])[folder, .. Directory.EnumerateDirectories(folder)])
        {
            try
            {
                if (Cluster.HasState(path))
                {
                    ClusterRecord record = Cluster.ReadRecord(path);
                    states[record.Owner.Lineage] = record;
                }
            }
            catch (ScalewrightException)
            {
                // 'list' reports damaged states. The cluster is listed with an unknown owner.
            }
        }

        return states;
    }
}

/// <summary>Cluster without a known owner.</summary>
[Description("Cluster without a known owner.")]
internal sealed record AbandonedOutput(
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Lineage of the cluster.")] string Lineage,
    [property: Description("Number of nodes.")] int Nodes,
    [property: Description("Time at which the oldest resource was created, in UTC.")] DateTime CreatedAt,
    [property: Description("True if the program of the cluster has ended; false if unknown.")] bool IsOwnerGone,
    [property: Description("Last lease holder; null if unknown.")] LeaseHolderOutput? LeaseHolder
);
