using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright list [DIR]</c>, or <c>scalewright list --provider PROVIDER</c>.</summary>
internal static class ListVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = new("DIR")
        {
            Description = "Folder to search, including its direct subfolders; default the working folder.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command verb = new(
            "list",
            "List the clusters with a state in a folder, or with --provider the clusters at that provider. Changes nothing."
        )
        {
            folder,
        };
        ProviderCommandOptions options = ProviderCommandOptions.AddTo(verb, context, isLasting: true, isMaking: false, isRequired: false);
        verb.Validators.Add(result =>
        {
            if (options.HasProviderOption(result) && result.GetResult(folder) is { Tokens.Count: > 0 })
            {
                result.AddError("--provider: lists resources of a provider, but DIR lists states in a folder; use only one of them");
            }
        });
        context.SetAction(verb, (result, cancellationToken) =>
        {
            if (!options.HasProviderOption(result.CommandResult))
            {
                return Task.FromResult(ListFolder(result.GetValue(folder) ?? ".", context.Environment.Clock.GetUtcNow()));
            }

            ProviderSelection choice = options.Select(result);
            return VerbRun.RunAsync(
                choice,
                async (provider, token) => Report(Group(await VerbRun.ObserveAsync(provider, token), choice), []),
                cancellationToken
            );
        });
        return verb;
    }

    private static VerbReport ListFolder(string folder, DateTimeOffset now)
    {
        if (VerbRun.FindMissing(folder, "name a folder with states") is { } missing)
        {
            return VerbReport.From(missing);
        }

        List<ClusterOutput> clusters = [];
        List<Problem> problems = [];
        foreach (string path in (string[])[folder, .. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)])
        {
            try
            {
                if (Cluster.HasState(path))
                {
                    clusters.Add(Read(path == folder ? path : Path.GetRelativePath(".", path), Cluster.ReadRecord(path), now));
                }
            }
            catch (ClusterException exception) when (exception.Code == ProblemCode.ClusterNotFound)
            {
                // Ignored: the folder may also contain the state of other software, for example of an endpoint.
            }
            catch (ScalewrightException exception)
            {
                problems.AddRange(exception.Problems);
            }
        }

        return Report(clusters, problems);
    }

    private static ClusterOutput Read(string path, ClusterRecord record, DateTimeOffset now) =>
        new(
            record.Owner.Cluster,
            record.Owner.Lineage.ToString(),
            path,
            ProviderFile.Describe(path),
            record.Desired.Nodes.Count(),
            Terminating: 0,
            record.IsLockedAt(now),
            record.IsLockHolderGone,
            LeaseHolderOutput.From(record.LockHolder)
        );

    private static IEnumerable<ClusterOutput> Group(ValueList<Resource> resources, ProviderSelection choice) =>
        resources
            .Where(resource => resource.State != ResourceState.Deleting || TerminatingOutput.IsTerminating(resource))
            .GroupBy(resource => resource.Tag.Owner)
            .OrderBy(same => same.Key.Cluster, StringComparer.Ordinal)
            .ThenBy(same => same.Key.Lineage.ToString(), StringComparer.Ordinal)
            .Select(same => new ClusterOutput(
                same.Key.Cluster,
                same.Key.Lineage.ToString(),
                "",
                choice.Entry.Name,
                same.Count(resource => resource.Tag.Target == StepTarget.Node && resource.State != ResourceState.Deleting),
                same.Count(resource => resource.Tag.Target == StepTarget.Node && resource.State == ResourceState.Deleting),
                HasLeaseHolder: false,
                IsLeaseHolderDead: false,
                LeaseHolder: null
            ));

    private static VerbReport Report(IEnumerable<ClusterOutput> clusters, IEnumerable<Problem> problems)
    {
        ClusterOutput[] all = [.. clusters];
        string text =
            all.Length == 0
                ? "no clusters\n"
                : Table([
                    ["cluster", "nodes", "folder", "provider", "lease", "lineage"],
                    .. all.Select(cluster =>
                        new[]
                        {
                            TextEscaping.Escape(cluster.Name),
                            FormatNodes(cluster),
                            OrDash(TextEscaping.Escape(cluster.Folder)),
                            OrDash(TextEscaping.EscapeAndTruncate(cluster.Provider, 1000)),
                            FormatLease(cluster),
                            cluster.Lineage,
                        }
                    ),
                ]);
        return VerbReport.From(problems).With(new ListOutput(all), ToolJson.Default.ListOutput) with { Text = text };
    }

    private static string FormatNodes(ClusterOutput cluster) =>
        cluster.Terminating == 0
            ? cluster.Nodes.ToString("N0", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{cluster.Nodes:N0} (+{cluster.Terminating:N0} terminating)");

    private static string OrDash(string text) => text.Length == 0 ? "-" : text;

    // Resources of a provider do not show the lease holder.
    private static string FormatLease(ClusterOutput cluster)
    {
        string holder = cluster.LeaseHolder is { } last
            ? $"{TextEscaping.Escape(last.User)}@{TextEscaping.Escape(last.Host)} pid {last.Pid}"
            : "";
        return cluster switch
        {
            { Folder.Length: 0 } => "-",
            { HasLeaseHolder: true } => holder,
            { IsLeaseHolderDead: true } => $"free: {holder} is gone",
            _ => "free",
        };
    }

    private static string Table(string[][] rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return string.Concat(
            rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n")
        );
    }
}
