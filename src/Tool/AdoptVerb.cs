using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Providers;
using Scalewright.Tool.Places;

namespace Scalewright.Tool;

/// <summary><c>scalewright adopt FILE --place PLACE --state DIR [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class AdoptVerb
{
    // A few say what kind of place it is.
    private const int NamesShown = 5;

    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> file = new("FILE") { Description = "Profile file the cluster was made of: YAML, JSON or INI by the end of its name." };
        Option<string> state = VerbRun.StateOption();
        state.Required = true;
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("adopt", "Rebuild the state of a cluster whose folder is lost, from the tags on what exists.") { file, state, assemblies };
        PlaceOptions place = PlaceOptions.AddTo(verb, isLasting: true, isMaking: true);
        verb.SetAction((result, cancellationToken) =>
        {
            PlaceChoice choice = place.Choose(result);
            string folder = result.GetRequiredValue(state);
            PlanRequest request = new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], null, IsStrict: false);
            return DirectPlan.ReadTopology(request, out PlanReport read) is { } topology
                ? VerbRun.RunAsync(
                    choice,
                    output,
                    errors,
                    async (provider, token) =>
                    {
                        ValueList<Resource> there = await VerbRun.LookAsync(provider, token);
                        if ((IsNothing(topology.Name, request.File, there) ?? await PlaceFile.BindAsync(folder, choice)) is { } refused)
                        {
                            return PlanReport.Of(refused);
                        }

                        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).WithSettings(_ => choice.Entry.Settings).WithState(folder).AdoptAsync(token);
                        string text = string.Concat(cluster.Nodes.Select(node => $"{Printable.Escape(node.Name)} {node.State.ToString().ToLowerInvariant()}\n"));
                        PlanReport report = PlanReport.Of(cluster.Warnings);
                        return report with { Output = text, Errors = read.Errors + report.Errors };
                    },
                    cancellationToken)
                : VerbRun.RunAsync(output, errors, () => Task.FromResult(read));
        });
        return verb;
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
            "make it by 'scalewright run', or name the file and the place that it was made with: a cluster is called by its file") { Source = file };
    }

    private static string Others(string[] names) => names.Length == 0
        ? "nor does anything of another"
        : $"what exists is of {string.Join(", ", names.Take(NamesShown).Select(name => $"'{Printable.Escape(name)}'"))}{(names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "")}";
}
