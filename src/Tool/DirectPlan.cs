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
    public static PlanReport Make(PlanRequest request, PluginTrace trace) =>
        Make(request, trace, (topology, profiles, plugins, report) => Finish(request, topology, profiles, plugins, report));

    /// <summary>The topology of a file, and its warnings; null and what is wrong.</summary>
    public static Topology? ReadTopology(PlanRequest request, out PlanReport report)
    {
        Topology? topology = null;
        report = Make(request, new PluginTrace(), (made, _, _, warnings) =>
        {
            topology = made;
            return warnings;
        });
        return topology;
    }

    [SuppressMessage("Design", "CA1031", Justification = "What gets here comes out of a plugin, and is reported by its name.")]
    private static PlanReport Make(PlanRequest request, PluginTrace trace, Func<Topology, ValueList<Profile>, PluginList, PlanReport, PlanReport> finish)
    {
        ProblemList problems = new();
        try
        {
            PluginAssemblies.Load(request.Assemblies, trace, problems);
            return problems.HasErrors ? PlanReport.Of(problems.ToValueList()) : Expand(request, trace.Follow(ScalePlugins.All), finish);
        }
        catch (Exception e)
        {
            return PlanReport.Of(new Problem(ProblemCode.PluginFailed, $"threw {e.GetType().Name}: {FaultText.Of(e)}", "fix the plugin") { Source = request.File, Field = trace.Current });
        }
    }

    private static PlanReport Expand(PlanRequest request, PluginList plugins, Func<Topology, ValueList<Profile>, PluginList, PlanReport, PlanReport> finish)
    {
        ProfileReadResult read = ProfileReader.Read(request.File, new ProfileReadOptions { Plugins = plugins });
        if (read.HasErrors)
        {
            return PlanReport.Of(read.Problems);
        }

        TopologyBuilder builder = read.Profiles.Aggregate(
            Topology.Create(NameOf(request.File)),
            (topology, profile) => topology.AddProfile(profile, plugins));
        try
        {
            Topology topology = builder.Build();
            PlanReport report = Report(request, Together(read.Problems, builder.Problems));
            return report.ExitCode == ExitCode.Done ? finish(topology, read.Profiles, plugins, report) : report;
        }
        catch (ExpansionException e)
        {
            return PlanReport.Of(Together(read.Problems, e.Problems.Select(problem => problem with { Source = request.File })));
        }
    }

    /// <summary>Writes the files when they are asked for, and shows the plan.</summary>
    private static PlanReport Finish(PlanRequest request, Topology topology, ValueList<Profile> profiles, PluginList plugins, PlanReport report)
    {
        string table = PlanTable.Write(topology);
        if (request.Folder is not { } path)
        {
            return report with { Output = table };
        }

        try
        {
            OutputFolder folder = OutputFolder.Open(path);
            PlanReport written = Report(request, TopologyFolder.Write(topology, profiles, folder, plugins));
            string removed = folder.RemovedCount == 0 ? "" : $", removed {CountText.Of(folder.RemovedCount, "file")} of an earlier topology";
            return new PlanReport(written.ExitCode, $"{table}wrote {CountText.Of(folder.FileCount, "file")} to {Printable.Escape(path)}{removed}\n", report.Errors + written.Errors);
        }
        catch (OutputException e)
        {
            PlanReport refused = PlanReport.Of(e.Problems);
            return refused with { Errors = report.Errors + refused.Errors };
        }
    }

    private static PlanReport Report(PlanRequest request, IEnumerable<Problem> problems) =>
        PlanReport.Of(request.IsStrict ? problems.Select(problem => problem with { Severity = ProblemSeverity.Error }) : problems);

    /// <summary>Each problem once: the reader tries each profile and knows the place; the expansion finds the same again, below the group's name.</summary>
    private static IEnumerable<Problem> Together(ValueList<Problem> read, IEnumerable<Problem> expanded) =>
        read.Concat(expanded.Where(problem => !read.Any(told => IsSame(told, problem))));

    private static bool IsSame(Problem told, Problem problem) => told.Code == problem.Code
        && (told.Field == problem.Field || (told.Field.Length > 0 && problem.Field.EndsWith("." + told.Field, StringComparison.Ordinal)));

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file) is var name && NameRules.IsName(name) ? name : "plan";
}
