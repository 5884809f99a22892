using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Programs;
using Scalewright.Providers;
using Scalewright.Tool.Providers;
using Scalewright.Topologies;

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
                AdoptRequest adoption = new(result.GetRequiredValue(state), request.File, desired.Topology, choice, guard)
                {
                    Confirmation = Confirmation.From(context, result, yes),
                    IsDryRun = result.GetValue(dryRun),
                };
                return (
                    await VerbRun.RunAsync(choice, (provider, token) => RunAsync(context, adoption, provider, token), cancellationToken)
                ).After(read);
            },
            continues: true
        );
        return verb;
    }

    private static async Task<VerbReport> RunAsync(
        VerbContext context,
        AdoptRequest request,
        GuardedProvider provider,
        CancellationToken cancellationToken
    )
    {
        context.Progress.Show($"observing the resources of {request.Choice.Entry.Name}");
        ValueList<Resource> observed = await VerbRun.ObserveAsync(provider, cancellationToken);
        if (
            (
                FindMissingCluster(request.Topology.Name, request.File, observed)
                ?? ProviderFile.Check(request.Folder, request.Choice)
                ?? ClusterName.Check(request.Folder, request.Topology.Name)
            ) is
            { } refused
        )
        {
            return VerbReport.From(refused);
        }

        ClusterBuilder builder = Cluster.Create(request.Topology).UseProvider(provider).WithState(request.Folder);
        Plan plan = await builder.WithOptions(_ => request.Choice.Entry.Settings).PlanAdoptionAsync(cancellationToken);
        VerbReport judged = VerbReport.From(request.Guard.Check(plan));
        string text =
            PlanText.Headline(plan.Name, request.Choice.Entry.Name, request.Folder, isNew: false, context.Colors)
            + PlanText.Write(plan, context.Colors);
        ChangeReport report = new(request.Choice.Entry.Name, request.Folder, plan, context);
        if (request.IsDryRun)
        {
            return report.Plan(judged) with { Text = text };
        }

        if (judged.ExitCode != ExitCode.Done)
        {
            return judged;
        }

        VerbReport? unchanged = await request.Confirmation.AskAsync(
            plan.IsEmpty ? "" : text,
            PlannedRemovals.Of(plan).Describe(),
            plan.Name,
            cancellationToken
        );
        if (unchanged is not null)
        {
            return report.Plan(unchanged.After(judged));
        }

        if (await ProviderFile.BindAsync(request.Folder, request.Choice) is { } problem)
        {
            return VerbReport.From(problem).After(judged);
        }

        return (
            await report.RunAsync(
                async progress =>
                {
                    await using Cluster cluster = await builder
                        .WithOptions(_ => request.Choice.Entry.Settings with { Listener = progress })
                        .AdoptAsync(cancellationToken);
                    return report.Complete(cluster, progress, done => done.Complete("Adopted", context.Colors));
                },
                cancellationToken
            )
        ).After(judged);
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

    /// <param name="Folder">State folder.</param>
    /// <param name="File">Profile file.</param>
    /// <param name="Guard">Checks the removals of the plan.</param>
    private sealed record AdoptRequest(string Folder, string File, Topology Topology, ProviderSelection Choice, RemovalGuard Guard)
    {
        public required Confirmation Confirmation { get; init; }

        public bool IsDryRun { get; init; }
    }
}
