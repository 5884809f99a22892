using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Tool.Places;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary><c>scalewright adopt FILE --provider PROVIDER --state DIR [--dry-run] [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class AdoptVerb
{
    // A few say what kind of provider it is.
    private const int NamesShown = 5;

    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("FILE") { Description = "Profile file the cluster was made of: YAML, JSON or INI by the end of its name." };
        Option<string> state = VerbRun.StateOption();
        state.Required = true;
        Option<bool> dryRun = VerbRun.DryRunOption();
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("adopt", "Rebuild the state of a cluster whose folder is lost, from the tags on what exists.") { file, state, dryRun, assemblies };
        PlaceOptions place = PlaceOptions.AddTo(verb, isLasting: true, isMaking: true);
        context.SetAction(verb, async (result, cancellationToken) =>
        {
            PlaceChoice choice = place.Choose(result);
            string folder = result.GetRequiredValue(state);
            bool isDryRun = result.GetValue(dryRun);
            PlanRequest request = new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], null, IsStrict: false);
            if (DirectPlan.ReadTopology(request, out VerbReport read) is not { } topology)
            {
                return read;
            }

            return (await VerbRun.RunAsync(choice, RunAsync, cancellationToken)).After(read);

            async Task<VerbReport> RunAsync(IProvider provider, CancellationToken token)
            {
                context.Progress.Show($"observing what exists at {choice.Entry.Name}");
                ValueList<Resource> there = await VerbRun.LookAsync(provider, token);
                Problem? refused = IsNothing(topology.Name, request.File, there) ?? (isDryRun ? PlaceFile.Check(folder, choice) : await PlaceFile.BindAsync(folder, choice));
                return refused is null ? await AdoptAsync(topology, provider, choice, folder, isDryRun, context.Progress, token) : VerbReport.Of(refused);
            }
        });
        return verb;
    }

    private static async Task<VerbReport> AdoptAsync(
        Topology topology, IProvider provider, PlaceChoice choice, string folder, bool isDryRun, ProgressLine progress, CancellationToken cancellationToken)
    {
        ClusterBuilder builder = Cluster.Create(topology).UseProvider(provider).WithSettings(_ => choice.Entry.Settings with { Listener = progress }).WithState(folder);
        Plan plan = await builder.PlanAdoptionAsync(cancellationToken);
        if (isDryRun)
        {
            return new VerbReport(ExitCode.Done) { Text = plan.ToString() }.With(new ChangeOutput(IsDryRun: true, PlanOutput.Of(plan), []), ToolJson.Default.ChangeOutput);
        }

        await using Cluster cluster = await builder.AdoptAsync(cancellationToken);
        Node[] nodes = [.. cluster.Nodes];
        ChangeOutput adopted = new(IsDryRun: false, PlanOutput.Of(plan), [.. nodes.Select(NodeOutput.Of)]);
        return VerbReport.Of(cluster.Warnings).With(adopted, ToolJson.Default.ChangeOutput) with { Text = ApplyVerb.Describe(nodes) };
    }

    /// <summary>Adopting what is not there would make it, which nobody asked for; null when something is.</summary>
    private static Problem? IsNothing(string cluster, string file, ValueList<Resource> there)
    {
        string[] names = [.. there.Where(resource => resource.State != ResourceState.Leaving)
            .Select(resource => resource.Tag.Owner.Cluster)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        return names.Contains(cluster, StringComparer.Ordinal) ? null : new Problem(
            ProblemCode.NoCluster,
            $"nothing of a cluster '{Printable.Escape(cluster)}' exists there; {Others(names)}",
            "make it by 'scalewright apply', or name the file and the provider that it was made with: a cluster is called by its file") { Source = file };
    }

    private static string Others(string[] names) => names.Length == 0
        ? "nor does anything of another"
        : $"what exists is of {string.Join(", ", names.Take(NamesShown).Select(name => $"'{Printable.Escape(name)}'"))}{(names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "")}";
}
