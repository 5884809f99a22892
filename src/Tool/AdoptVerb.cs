using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Tool.Places;

namespace Scalewright.Tool;

/// <summary><c>scalewright adopt FILE --place PLACE --state DIR [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class AdoptVerb
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> file = new("FILE") { Description = "Profile file the cluster was made of: YAML, JSON or INI by the end of its name." };
        Option<string> state = VerbRun.StateOption();
        state.Required = true;
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("adopt", "Rebuild the state of a cluster whose folder is lost, from the tags on what exists.") { file, state, assemblies };
        PlaceOptions place = PlaceOptions.AddTo(verb, isLasting: true);
        verb.SetAction((result, cancellationToken) =>
        {
            PlanRequest request = new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], null, IsStrict: false);
            return DirectPlan.ReadTopology(request, out PlanReport read) is { } topology
                ? VerbRun.RunAsync(
                    place.Choose(result),
                    output,
                    errors,
                    async (provider, token) =>
                    {
                        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).WithState(result.GetRequiredValue(state)).AdoptAsync(token);
                        string text = string.Concat(cluster.Nodes.Select(node => $"{Printable.Escape(node.Name)} {node.State.ToString().ToLowerInvariant()}\n"));
                        PlanReport report = PlanReport.Of(cluster.Warnings);
                        return report with { Output = text, Errors = read.Errors + report.Errors };
                    },
                    cancellationToken)
                : VerbRun.RunAsync(output, errors, () => Task.FromResult(read));
        });
        return verb;
    }
}
