using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Clusters.Reaping;
using Scalewright.Providers;
using Scalewright.Providers.Containers;
using Scalewright.Providers.Local;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright reap [CLUSTER] --provider PROVIDER [--lineage LINEAGE] [--expired] [--older-than SECONDS]
/// [--include-damaged] [--images] [--yes] [--dry-run]</c>.</summary>
internal static class ReapVerb
{
    private const int NamesShown = 10;

    public static Command Create(VerbContext context)
    {
        ReapOptions options = new();
        Command verb = new(
            "reap",
            "List the clusters without a known owner, or remove abandoned resources: of a cluster, of a lineage, or "
                + "expired ones. Without --lineage, resources created within the last second are skipped (exit code 1)."
        )
        {
            options.Name,
            options.Cluster,
            options.Lineage,
            options.Expired,
            options.OlderThan,
            options.IncludeDamaged,
            options.Images,
            options.Yes,
            options.DryRun,
        };
        ProviderCommandOptions providerOptions = ProviderCommandOptions.AddTo(verb, context, isLasting: true, isMaking: false);
        verb.Validators.Add(result => options.Check(result, providerOptions.TryChoose(result)?.Name));
        context.SetAction(
            verb,
            (result, cancellationToken) =>
            {
                ReapCall call = new(context, options, result, providerOptions.Select(result), [.. providerOptions.GetArguments(result)]);
                return VerbRun.RunAsync(call.Choice, (provider, token) => RunAsync(call, provider, token), cancellationToken);
            },
            continues: true
        );
        return verb;
    }

    private static async Task<VerbReport> RunAsync(ReapCall call, GuardedProvider provider, CancellationToken cancellationToken)
    {
        call.Context.Progress.Show("observing what exists");
        if (call.Result.GetValue(call.Options.Images) && provider.Inner is ContainersProvider containers)
        {
            return await RemoveImagesAsync(call, containers, cancellationToken);
        }

        ValueList<Resource> observed = await VerbRun.ObserveAsync(provider, cancellationToken);
        if (!call.HasSelection && !call.IncludeDamaged)
        {
            return AbandonedClusters.Report(observed, call.Request.OlderThan, provider.Clock.GetUtcNow(), call.ProviderArguments);
        }

        if (!call.IncludeDamaged && FindUnknown(call.Request, observed, call.Choice) is { } unknown)
        {
            return unknown;
        }

        ReapPlan plan = await PlanAsync(call, provider, cancellationToken);
        return await RemoveAsync(call, provider, plan, cancellationToken);
    }

    /// <summary>
    /// Returns the report on a name or lineage without resources; else null. That is an error only if the name is close
    /// to that of a cluster, because a script can remove a cluster twice.
    /// </summary>
    private static VerbReport? FindUnknown(ReapRequest request, ValueList<Resource> observed, ProviderSelection choice)
    {
        string[] clusterNames =
        [
            .. observed
                .Select(resource => resource.Tag.Owner.Cluster)
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        if (request.Cluster is { } name && !clusterNames.Contains(name, StringComparer.Ordinal))
        {
            string missing = $"{choice.Entry.Name} has no resources of cluster '{TextEscaping.Escape(name)}'";
            return Spelling.FindClosest(name, clusterNames) is { } near
                ? VerbReport.From(new Problem(ProblemCode.ClusterNotFound, missing, $"did you mean '{TextEscaping.Escape(near)}'?"))
                : Nothing(missing);
        }

        return request.Lineage is { } lineage && !observed.Any(resource => resource.Tag.Owner.Lineage == lineage)
            ? Nothing($"{choice.Entry.Name} has no resources of lineage {lineage}")
            : null;

        VerbReport Nothing(string missing)
        {
            string note =
                clusterNames.Length == 0
                    ? ""
                    : $"; it has resources of {string.Join(", ", clusterNames.Take(NamesShown).Select(TextEscaping.Escape))}"
                        + $"{(clusterNames.Length > NamesShown ? " and others" : "")}";
            return RemovalReport.Create(new ReapReport([]), request.IsDryRun, []) with { Text = $"{missing}{note}\n" };
        }
    }

    private static async Task<ReapPlan> PlanAsync(ReapCall call, GuardedProvider provider, CancellationToken cancellationToken)
    {
        ReapReport resources = call.HasSelection
            ? NaturalOrder.Sort(await Reaper.ReapAsync(provider, call.Request with { IsDryRun = true }, cancellationToken))
            : new ReapReport([]);
        string text = call.Result.GetValue(call.Context.Verbose)
            ? resources.ToString()
            : PlanText.WriteClusters(resources, call.Context.Colors);
        return new ReapPlan(resources, text)
        {
            DamagedNodes = call.IncludeDamaged && provider.Inner is LocalProvider local ? local.FindDamagedNodes() : [],
        };
    }

    private static async Task<VerbReport> RemoveAsync(
        ReapCall call,
        GuardedProvider provider,
        ReapPlan plan,
        CancellationToken cancellationToken
    )
    {
        VerbReport planned = plan.ToReport();
        if (call.Request.IsDryRun || plan.IsEmpty)
        {
            return planned;
        }

        string text = plan.Text + string.Concat(plan.DamagedNodes.Select(RemovalReport.DescribePlanned));
        if (await call.Confirmation.AskAsync(text, plan.Count(), plan.Describe(), cancellationToken) is { } declined)
        {
            return declined with { Result = planned.Result };
        }

        call.Context.Progress.Show("removing");
        ReapReport removed = plan.Resources;
        if (removed.Selected.Count > 0)
        {
            // The reaper observes again. Only what the plan showed may be removed, and only if it still matches.
            ReapRequest confirmed = call.Request with { Confirmed = plan.Resources.Selected };
            removed = NaturalOrder.Sort(await Reaper.ReapAsync(provider, confirmed, cancellationToken));
        }

        ValueList<DamagedNode> removedNodes =
            plan.DamagedNodes.Count > 0 && provider.Inner is LocalProvider local
                ? await local.RemoveDamagedNodesAsync(plan.DamagedNodes, cancellationToken)
                : [];

        // The plan has already listed the resources.
        return RemovalReport.Create(removed, isDryRun: false, removedNodes);
    }

    private static async Task<VerbReport> RemoveImagesAsync(ReapCall call, ContainersProvider provider, CancellationToken cancellationToken)
    {
        ValueList<BuiltImage> unused = await provider.FindUnusedImagesAsync(cancellationToken);
        VerbReport planned = RemovalReport.CreateForImages(unused, isDryRun: true);
        if (call.Request.IsDryRun || unused.Count == 0)
        {
            return planned;
        }

        string text = RemovalReport.DescribeImages(unused);
        string count = Pluralizer.FormatGrouped(unused.Count, "image");
        if (await call.Confirmation.AskAsync(text, count, "the engine", cancellationToken) is { } declined)
        {
            return declined with { Result = planned.Result };
        }

        return RemovalReport.CreateForImages(await provider.RemoveUnusedImagesAsync(unused, cancellationToken), isDryRun: false);
    }

    /// <summary>One call of the verb.</summary>
    /// <param name="ProviderArguments">The provider and its options as they are on a command line.</param>
    private sealed record ReapCall(
        VerbContext Context,
        ReapOptions Options,
        ParseResult Result,
        ProviderSelection Choice,
        ValueList<string> ProviderArguments
    )
    {
        public ReapRequest Request { get; } = Options.GetRequest(Result);

        public Confirmation Confirmation { get; } = Confirmation.From(Context, Result, Options.Yes);

        /// <summary>True if the options select resources with an owner.</summary>
        public bool HasSelection => Request.Lineage is not null || Request.Cluster is not null || Result.GetValue(Options.Expired);

        public bool IncludeDamaged => Result.GetValue(Options.IncludeDamaged);
    }

    /// <summary>Resources that a call would remove.</summary>
    /// <param name="Resources">Report of a dry run.</param>
    /// <param name="Text">List of the resources, as it is printed.</param>
    private sealed record ReapPlan(ReapReport Resources, string Text)
    {
        public ValueList<DamagedNode> DamagedNodes { get; init; } = [];

        public bool IsEmpty => Resources.Selected.Count + DamagedNodes.Count == 0;

        public VerbReport ToReport()
        {
            VerbReport report = RemovalReport.Create(Resources, isDryRun: true, DamagedNodes);
            return report with { Text = Text + report.Text };
        }

        /// <summary>Returns the number of resources and nodes, for example <c>3 nodes and 1 damaged node</c>.</summary>
        public string Count()
        {
            string damagedNodes = Pluralizer.FormatGrouped(DamagedNodes.Count, "damaged node");
            if (Resources.Selected.Count == 0)
            {
                return damagedNodes;
            }

            string resources = RemovalReport.Count(Resources);
            return DamagedNodes.Count == 0 ? resources : $"{resources} and {damagedNodes}";
        }

        /// <summary>Returns the name of the cluster, or the number of clusters.</summary>
        public string Describe()
        {
            string[] names = [.. Resources.Selected.Select(resource => resource.Tag.Owner.Cluster).Distinct(StringComparer.Ordinal)];
            return names switch
            {
                // There are only damaged nodes.
                [] => "this folder",
                [var clusterName] => clusterName,
                _ => Pluralizer.FormatGrouped(names.Length, "cluster"),
            };
        }
    }
}
