using System.Diagnostics.CodeAnalysis;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Reads a file and expands it in this process.</summary>
internal static class DirectPlan
{
    /// <summary>What would be made, or what is wrong.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "What gets here comes out of a plugin, and is reported by its name.")]
    public static PlanReport Make(PlanRequest request, PluginTrace trace)
    {
        ProblemList problems = new();
        try
        {
            PluginAssemblies.Load(request.Assemblies, trace, problems);
            return problems.HasErrors ? PlanReport.Of(problems.ToValueList()) : Expand(request.File, trace.Follow(ScalePlugins.All));
        }
        catch (Exception e)
        {
            return PlanReport.Of(new Problem(ProblemCode.PluginFailed, $"threw {e.GetType().Name}: {FaultText.Of(e)}", "fix the plugin") { Source = request.File, Field = trace.Current });
        }
    }

    private static PlanReport Expand(string file, PluginList plugins)
    {
        ProfileReadResult read = ProfileReader.Read(file, new ProfileReadOptions { Plugins = plugins });
        if (read.HasErrors)
        {
            return PlanReport.Of(read.Problems);
        }

        TopologyBuilder builder = read.Profiles.Aggregate(
            Topology.Create(NameOf(file)),
            (topology, profile) => topology.AddProfile(profile, plugins));
        try
        {
            Topology topology = builder.Build();
            return PlanReport.Of(Together(read.Problems, builder.Problems)) with { Output = PlanTable.Write(topology) };
        }
        catch (ExpansionException e)
        {
            return PlanReport.Of(Together(read.Problems, e.Problems.Select(problem => problem with { Source = file })));
        }
    }

    /// <summary>Each problem once: the reader tries each profile and knows the place; the expansion finds the same again, below the group's name.</summary>
    private static IEnumerable<Problem> Together(ValueList<Problem> read, IEnumerable<Problem> expanded) =>
        read.Concat(expanded.Where(problem => !read.Any(told => IsSame(told, problem))));

    private static bool IsSame(Problem told, Problem problem) => told.Code == problem.Code
        && (told.Field == problem.Field || (told.Field.Length > 0 && problem.Field.EndsWith("." + told.Field, StringComparison.Ordinal)));

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file) is var name && NameRules.IsName(name) ? name : "plan";
}
