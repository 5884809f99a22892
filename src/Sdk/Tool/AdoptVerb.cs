using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Programs;
using Scalewright.Providers;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright adopt FILE --provider PROVIDER --state DIR [--yes] [--dry-run] [--strict]
/// [--accept-warnings] [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class AdoptVerb
{
    // A few names are enough to recognize the provider.
    private const int NamesShown = 5;

    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("FILE")
        {
            Description = "Profile file that the cluster was created from, in YAML, JSON or INI format.",
        };
        PathCompletion.AddFiles(file);
        Option<string> state = StateFolderOption.OfProfile();
        state.Description = "State folder of the cluster.";
        state.Required = true;
        Option<bool> yes = Confirmation.YesOption();
        Option<bool> dryRun = DryRunOption.Make();
        Option<bool> strict = CommandLine.StrictOption();
        Option<bool> accept = RemovalGuard.AcceptOption();
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("adopt", "Rebuild the lost state of a cluster from the ownership tags of its resources.")
        {
            file,
            state,
            yes,
            dryRun,
            strict,
            accept,
            assemblies,
        };
        Option<string> name = ClusterName.AddTo(verb, "Name that the cluster was created with");
        ProviderCommandOptions providerOptions = ProviderCommandOptions.AddTo(verb, context, isLasting: true, isMaking: true);
        context.SetAction(
            verb,
            async (result, cancellationToken) =>
            {
                string folder = result.GetRequiredValue(state);
                bool isDryRun = result.GetValue(dryRun);
                PlanRequest request = new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], null, result.GetValue(strict))
                {
                    Name = result.GetValue(name),
                };
                if (DirectPlan.Read(request, out VerbReport read) is not { } desired)
                {
                    return read;
                }

                read = context.Announce(result, read);
                ProviderSelection choice = providerOptions.Select(result) with { ProfileFile = Path.GetFullPath(request.File) };
                RemovalGuard guard = new(request.File, desired, read, result.GetValue(accept));
                return (await VerbRun.RunAsync(choice, RunAsync, cancellationToken)).After(read);

                async Task<VerbReport> RunAsync(GuardedProvider provider, CancellationToken token)
                {
                    context.Progress.Show($"observing the resources of {choice.Entry.Name}");
                    ValueList<Resource> observed = await VerbRun.ObserveAsync(provider, token);
                    if (
                        (
                            FindMissingCluster(desired.Topology.Name, request.File, observed)
                            ?? ProviderFile.Check(folder, choice)
                            ?? ClusterName.Check(folder, desired.Topology.Name)
                        ) is
                        { } refused
                    )
                    {
                        return VerbReport.From(refused);
                    }

                    ClusterBuilder builder = Cluster.Create(desired.Topology).UseProvider(provider).WithState(folder);
                    Plan plan = await builder.WithOptions(_ => choice.Entry.Settings).PlanAdoptionAsync(token);
                    VerbReport judged = VerbReport.From(guard.Check(plan));
                    string text =
                        PlanText.Headline(plan.Name, choice.Entry.Name, folder, isNew: false, context.Colors)
                        + PlanText.Write(plan, context.Colors);
                    ChangeReport report = new(choice.Entry.Name, folder, plan, context);
                    if (isDryRun)
                    {
                        return report.Plan(judged) with { Text = text };
                    }

                    if (judged.ExitCode != ExitCode.Done)
                    {
                        return judged;
                    }

                    Confirmation confirmation = Confirmation.From(context, result, yes);
                    if (
                        await confirmation.AskAsync(plan.IsEmpty ? "" : text, PlannedRemovals.Of(plan).Describe(), plan.Name, token) is
                        { } unchanged
                    )
                    {
                        return report.Plan(unchanged.After(judged));
                    }

                    if (await ProviderFile.BindAsync(folder, choice) is { } other)
                    {
                        return VerbReport.From(other).After(judged);
                    }

                    return (
                        await report.RunAsync(
                            async progress =>
                            {
                                await using Cluster cluster = await builder
                                    .WithOptions(_ => choice.Entry.Settings with { Listener = progress })
                                    .AdoptAsync(token);
                                return report.Complete(cluster, progress, done => done.Complete("Adopted", context.Colors));
                            },
                            token
                        )
                    ).After(judged);
                }
            },
            continues: true
        );
        return verb;
    }

    /// <summary>Returns an error if there is nothing to adopt, because the verb would then create the cluster; else
    /// null.</summary>
    private static Problem? FindMissingCluster(string cluster, string file, ValueList<Resource> observed)
    {
        string[] names =
        [
            .. observed
                .Where(resource => resource.State != ResourceState.Deleting)
                .Select(resource => resource.Tag.Owner.Cluster)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        return names.Contains(cluster, StringComparer.Ordinal)
            ? null
            : new Problem(
                ProblemCode.ClusterNotFound,
                $"the provider has no resources of cluster '{TextEscaping.Escape(cluster)}'; {Others(names)}",
                "create it with 'scalewright apply', or use the profile file and provider it was created with: a cluster "
                    + "is named after its file"
            )
            {
                Source = file,
            };
    }

    private static string Others(string[] names) =>
        names.Length == 0
            ? "it has no resources of other clusters either"
            : "it has resources of "
                + $"{string.Join(", ", names.Take(NamesShown).Select(name => $"'{TextEscaping.Escape(name)}'"))}"
                + $"{(names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "")}";
}
