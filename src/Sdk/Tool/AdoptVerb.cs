using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Programs;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright adopt FILE --provider PROVIDER --state DIR [--dry-run] [--strict] [--accept-warnings]
/// [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class AdoptVerb
{
    // A few names are enough to recognize the provider.
    private const int NamesShown = 5;

    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("FILE")
        {
            Description = "Profile file that the cluster was created from, in YAML, JSON or INI format."
        };
        Option<string> state = VerbRun.StateOption();
        state.Required = true;
        Option<bool> dryRun = DryRunOption.Make();
        Option<bool> strict = CommandLine.StrictOption();
        Option<bool> accept = RemovalGuard.AcceptOption();
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb =
            new("adopt", "Rebuild the lost state of a cluster from the ownership tags of its resources.")
            {
                file, state, dryRun, strict, accept, assemblies
            };
        ProviderCommandOptions providerOptions =
            ProviderCommandOptions.AddTo(verb, context.Environment, isLasting: true, isMaking: true);
        context.SetAction(verb, async (result, cancellationToken) =>
        {
            ProviderSelection choice = providerOptions.Select(result);
            string folder = result.GetRequiredValue(state);
            bool isDryRun = result.GetValue(dryRun);
            PlanRequest request =
                new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], null, result.GetValue(strict));
            if (DirectPlan.Read(request, out VerbReport read) is not { } desired)
            {
                return read;
            }

            read = context.Announce(result, read);
            RemovalGuard guard = new(request.File, desired, read, result.GetValue(accept));
            return (await VerbRun.RunAsync(choice, RunAsync, cancellationToken)).After(read);

            async Task<VerbReport> RunAsync(IProvider provider, CancellationToken token)
            {
                context.Progress.Show($"observing the resources of {choice.Entry.Name}");
                ValueList<Resource> observed = await VerbRun.ObserveAsync(provider, token);
                if ((FindMissingCluster(desired.Topology.Name, request.File, observed)
                    ?? ProviderFile.Check(folder, choice)) is { } refused)
                {
                    return VerbReport.From(refused);
                }

                ClusterOptions settings = choice.Entry.Settings with { Listener = context.Progress };
                ClusterBuilder builder =
                    Cluster.Create(desired.Topology).UseProvider(provider).WithOptions(_ => settings).WithState(folder);
                Plan plan = await builder.PlanAdoptionAsync(token);
                VerbReport planned = VerbReport.From(guard.Check(plan));
                if (isDryRun)
                {
                    return (planned with { Text = plan.ToString() }).With(
                        new ChangeOutput(IsDryRun: true, PlanOutput.From(plan), []), ToolJson.Default.ChangeOutput);
                }

                return planned.ExitCode == ExitCode.Done
                    ? (await AdoptAsync(builder, plan, choice, folder, token)).After(planned)
                    : planned;
            }
        }, continues: true);
        return verb;
    }

    private static async Task<VerbReport> AdoptAsync(
        ClusterBuilder builder, Plan plan, ProviderSelection choice, string folder, CancellationToken cancellationToken)
    {
        if (await ProviderFile.BindAsync(folder, choice) is { } refused)
        {
            return VerbReport.From(refused);
        }

        await using Cluster cluster = await builder.AdoptAsync(cancellationToken);
        Node[] nodes = [.. cluster.Nodes];
        ChangeOutput adopted = new(IsDryRun: false, PlanOutput.From(plan), [.. nodes.Select(NodeOutput.From)]);
        return VerbReport.From(cluster.Warnings)
            .With(adopted, ToolJson.Default.ChangeOutput) with { Text = ApplyVerb.Describe(nodes) };
    }

    /// <summary>Returns an error if there is nothing to adopt, because the verb would then create the cluster; else
    /// null.</summary>
    private static Problem? FindMissingCluster(string cluster, string file, ValueList<Resource> observed)
    {
        string[] names = [.. observed.Where(resource => resource.State != ResourceState.Deleting)
            .Select(resource => resource.Tag.Owner.Cluster)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        return names.Contains(cluster, StringComparer.Ordinal) ? null : new Problem(
            ProblemCode.ClusterNotFound,
            $"the provider has no resources of cluster '{TextEscaping.Escape(cluster)}'; {Others(names)}",
            "create it with 'scalewright apply', or use the profile file and provider it was created with: a cluster "
            + "is named after its file")
        {
            Source = file
        };
    }

    private static string Others(string[] names) => names.Length == 0
        ? "it has no resources of other clusters either"
        : "it has resources of "
            + $"{string.Join(", ", names.Take(NamesShown).Select(name => $"'{TextEscaping.Escape(name)}'"))}"
            + $"{(names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "")}";
}
