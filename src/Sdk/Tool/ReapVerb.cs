using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Programs;
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
        Argument<string> name = new("CLUSTER")
        {
            Description = "Remove the resources of clusters with this name, except those created within the last second.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> cluster = new("--cluster") { Description = "The same as CLUSTER.", HelpName = "NAME" };
        Option<Lineage?> lineage = new("--lineage")
        {
            Description = "Remove the resources of this lineage, even if they are not expired.",
            HelpName = "LINEAGE",
            CustomParser = ReadLineage,
        };
        Option<bool> expired = new("--expired") { Description = "Remove expired resources of all clusters." };
        Option<double?> older = new("--older-than")
        {
            Description = "Minimum age of the resources to list or remove, in seconds.",
            HelpName = "SECONDS",
            CustomParser = ReadSeconds,
        };
        Option<bool> includeDamaged = new("--include-damaged")
        {
            Description = "Also remove nodes with a damaged record, whose owner is unknown; needs --provider local or processes.",
        };
        Option<bool> images = new("--images")
        {
            Description =
                "Remove the images that were built of folders and that no container uses; needs --provider "
                + "containers, and no cluster.",
        };
        Option<bool> yes = Confirmation.YesOption();
        Option<bool> dryRun = DryRunOption.Make();
        Command verb = new(
            "reap",
            "List the clusters without a known owner, or remove abandoned resources: of a cluster, of a lineage, or "
                + "expired ones. Without --lineage, resources created within the last second are skipped (exit code 1)."
        )
        {
            name,
            cluster,
            lineage,
            expired,
            older,
            includeDamaged,
            images,
            yes,
            dryRun,
        };
        ProviderCommandOptions providerOptions = ProviderCommandOptions.AddTo(verb, context, isLasting: true, isMaking: false);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(includeDamaged) && providerOptions.TryChoose(result) is { Name: not ("local" or "processes") } other)
            {
                result.AddError($"--include-damaged: '{other.Name}' has no such records; omit it");
            }

            CheckImages(result, images, [name, cluster, lineage, expired, older, includeDamaged], providerOptions.TryChoose(result)?.Name);

            if (
                result.GetResult(cluster) is { Tokens: [{ Value.Length: 0 }] }
                || result.GetResult(name) is { Tokens: [{ Value.Length: 0 }] }
            )
            {
                result.AddError("CLUSTER: '' is no name; name a cluster");
            }

            if (result.GetResult(cluster) is { Implicit: false } && result.GetResult(name) is { Tokens.Count: > 0 })
            {
                result.AddError("--cluster: the cluster is already named; omit one of both");
            }

            if (
                result.GetValue(expired)
                && (
                    result.GetResult(cluster) is { Implicit: false }
                    || result.GetResult(name) is { Tokens.Count: > 0 }
                    || result.GetResult(lineage) is { Implicit: false }
                )
            )
            {
                result.AddError("--expired: removes expired resources of all clusters; omit it, or the cluster and the lineage");
            }
        });
        context.SetAction(
            verb,
            (result, cancellationToken) =>
            {
                ProviderSelection choice = providerOptions.Select(result);
                ReapRequest request = new()
                {
                    Lineage = result.GetValue(lineage),
                    Cluster = result.GetValue(name) ?? result.GetValue(cluster),
                    OlderThan = result.GetValue(older) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    IsDryRun = result.GetValue(dryRun),
                };
                bool removesNodes = request.Lineage is not null || request.Cluster is not null || result.GetValue(expired);
                return VerbRun.RunAsync(
                    choice,
                    async (provider, token) =>
                    {
                        context.Progress.Show("observing what exists");
                        if (result.GetValue(images) && provider.Inner is ContainersProvider containers)
                        {
                            return await RemoveImagesAsync(containers, request.IsDryRun, Confirmation.From(context, result, yes), token);
                        }

                        ValueList<Resource> observed = await VerbRun.ObserveAsync(provider, token);
                        if (!removesNodes && !result.GetValue(includeDamaged))
                        {
                            return AbandonedClusters.Report(
                                observed,
                                request.OlderThan,
                                provider.Clock.GetUtcNow(),
                                providerOptions.GetWords(result)
                            );
                        }

                        if (!result.GetValue(includeDamaged) && FindUnknown(request, observed, choice) is { } unknown)
                        {
                            return unknown;
                        }

                        LocalProvider? damaged = result.GetValue(includeDamaged) ? provider.Inner as LocalProvider : null;
                        Func<ReapReport, string> list = result.GetValue(context.Verbose)
                            ? report => $"{report}"
                            : report => PlanText.WriteClusters(report, context.Colors);
                        return await RemoveAsync(
                            provider,
                            removesNodes,
                            request,
                            damaged,
                            list,
                            Confirmation.From(context, result, yes),
                            context.Progress,
                            token
                        );
                    },
                    cancellationToken
                );
            },
            continues: true
        );
        return verb;
    }

    /// <summary>
    /// Returns the report on a name or lineage without resources; else null. That is an error only if the name is close
    /// to that of a cluster, because a script can remove a cluster twice.
    /// </summary>
    private static VerbReport? FindUnknown(ReapRequest request, ValueList<Resource> observed, ProviderSelection choice)
    {
        string[] known =
        [
            .. observed
                .Select(resource => resource.Tag.Owner.Cluster)
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        if (request.Cluster is { } name && !known.Contains(name, StringComparer.Ordinal))
        {
            string missing = $"{choice.Entry.Name} has no resources of cluster '{TextEscaping.Escape(name)}'";
            return Spelling.FindClosest(name, known) is { } near
                ? VerbReport.From(new Problem(ProblemCode.ClusterNotFound, missing, $"did you mean '{TextEscaping.Escape(near)}'?"))
                : Nothing(missing);
        }

        return request.Lineage is { } lineage && !observed.Any(resource => resource.Tag.Owner.Lineage == lineage)
            ? Nothing($"{choice.Entry.Name} has no resources of lineage {lineage}")
            : null;

        VerbReport Nothing(string missing)
        {
            string others =
                known.Length == 0
                    ? ""
                    : $"; it has resources of {string.Join(", ", known.Take(NamesShown).Select(TextEscaping.Escape))}"
                        + $"{(known.Length > NamesShown ? " and others" : "")}";
            return RemovalReport.Create(new ReapReport([]), request.IsDryRun, []) with { Text = $"{missing}{others}\n" };
        }
    }

    private static async Task<VerbReport> RemoveAsync(
        GuardedProvider provider,
        bool removesNodes,
        ReapRequest request,
        LocalProvider? damaged,
        Func<ReapReport, string> list,
        Confirmation confirmation,
        ProgressLine progress,
        CancellationToken cancellationToken
    )
    {
        ReapReport chosen = removesNodes
            ? NaturalOrder.Sort(await Reaper.ReapAsync(provider, request with { IsDryRun = true }, cancellationToken))
            : new ReapReport([]);
        ValueList<DamagedNode> nodes = damaged?.FindDamagedNodes() ?? [];
        VerbReport planned = RemovalReport.Create(chosen, isDryRun: true, nodes);
        string plan = list(chosen);
        planned = planned with { Text = plan + planned.Text };
        if (request.IsDryRun || chosen.Selected.Count + nodes.Count == 0)
        {
            return planned;
        }

        plan += string.Concat(nodes.Select(RemovalReport.DescribePlanned));
        if (await confirmation.AskAsync(plan, Count(chosen, nodes), Describe(chosen), cancellationToken) is { } unchanged)
        {
            return unchanged with { Result = planned.Result };
        }

        progress.Show("removing");
        ReapReport reaped =
            chosen.Selected.Count > 0 ? NaturalOrder.Sort(await Reaper.ReapAsync(provider, request, cancellationToken)) : chosen;
        nodes = damaged is null ? [] : await damaged.RemoveDamagedNodesAsync(cancellationToken);

        // The plan has already listed the resources.
        return RemovalReport.Create(reaped, isDryRun: false, nodes);
    }

    private static void CheckImages(CommandResult result, Option<bool> images, ValueList<Symbol> others, string? provider)
    {
        if (!result.GetValue(images))
        {
            return;
        }

        if (provider is not null and not "containers")
        {
            result.AddError($"--images: '{provider}' builds no images; omit it");
        }

        if (
            others.Any(other =>
                result.Children.Any(child =>
                    child switch
                    {
                        OptionResult option => option.Option == other && !option.Implicit,
                        ArgumentResult argument => argument.Argument == other && argument.Tokens.Count > 0,
                        _ => false,
                    }
                )
            )
        )
        {
            result.AddError("--images: removes only images; omit it, or the cluster and the other selections");
        }
    }

    private static async Task<VerbReport> RemoveImagesAsync(
        ContainersProvider provider,
        bool isDryRun,
        Confirmation confirmation,
        CancellationToken cancellationToken
    )
    {
        ValueList<BuiltImage> unused = await provider.FindUnusedImagesAsync(cancellationToken);
        VerbReport planned = RemovalReport.CreateForImages(unused, isDryRun: true);
        if (isDryRun || unused.Count == 0)
        {
            return planned;
        }

        if (
            await confirmation.AskAsync(
                RemovalReport.DescribeImages(unused),
                Pluralizer.FormatGrouped(unused.Count, "image"),
                "the engine",
                cancellationToken
            ) is
            { } unchanged
        )
        {
            return unchanged with { Result = planned.Result };
        }

        return RemovalReport.CreateForImages(await provider.RemoveUnusedImagesAsync(cancellationToken), isDryRun: false);
    }

    private static string Count(ReapReport chosen, ValueList<DamagedNode> damaged)
    {
        string damagedNodes = Pluralizer.FormatGrouped(damaged.Count, "damaged node");
        if (chosen.Selected.Count == 0)
        {
            return damagedNodes;
        }

        return damaged.Count == 0 ? RemovalReport.Count(chosen) : $"{RemovalReport.Count(chosen)} and {damagedNodes}";
    }

    private static string Describe(ReapReport chosen)
    {
        string[] names = [.. chosen.Selected.Select(resource => resource.Tag.Owner.Cluster).Distinct(StringComparer.Ordinal)];
        return names switch
        {
            [] => "this folder",
            [var one] => one,
            _ => Pluralizer.FormatGrouped(names.Length, "cluster"),
        };
    }

    private static Lineage? ReadLineage(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (Lineage.TryParse(text, out Lineage lineage))
        {
            return lineage;
        }

        argument.AddError(
            $"--lineage: '{text}' is no lineage; use the digits behind 'scalewright:' in a tag, as 'reap --dry-run "
                + "--verbose' shows them"
        );
        return null;
    }

    private static double? ReadSeconds(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds < TimeSpan.MaxValue.TotalSeconds
        )
        {
            return seconds;
        }

        argument.AddError($"--older-than takes 0 or more seconds, not '{text}'");
        return null;
    }
}
