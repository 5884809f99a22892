using Scalewright.Files;
using Scalewright.Planning;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Tool.Output;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Reads a file and expands it in this process.</summary>
internal static class DirectPlan
{
    /// <summary>What would be made, or what is wrong.</summary>
    public static VerbReport Make(PlanRequest request, PluginTrace trace) =>
        Make(request, trace, (topology, profiles, plugins, report) => Finish(request, topology, profiles, plugins, report));

    /// <summary>Reads what a file describes, and writes what it becomes when that is asked for.</summary>
    /// <param name="request">The file, its plugins, and where files go.</param>
    /// <param name="report">Warnings and files; or what is wrong.</param>
    /// <param name="files">The files that were written; null: none.</param>
    /// <returns>Null when something is wrong.</returns>
    public static ProfilePlan? Read(PlanRequest request, out VerbReport report, out FilesOutput? files)
    {
        ProfilePlan? plan = null;
        FilesOutput? written = null;
        report = Make(request, new PluginTrace(), (made, profiles, plugins, warnings) =>
        {
            VerbReport writing = WriteFiles(request, made, profiles, plugins, out written);
            plan = writing.ExitCode == ExitCode.Done ? new ProfilePlan(made, profiles, plugins) : null;
            return writing.After(warnings);
        });
        files = written;
        return plan;
    }

    /// <inheritdoc cref="Read(PlanRequest, out VerbReport, out FilesOutput?)"/>
    public static ProfilePlan? Read(PlanRequest request, out VerbReport report) => Read(request, out report, out _);

    [SuppressMessage("Design", "CA1031", Justification = "What gets here comes out of a plugin, and is reported by its name.")]
    private static VerbReport Make(PlanRequest request, PluginTrace trace, Func<Topology, ValueList<Profile>, PluginList, VerbReport, VerbReport> finish)
    {
        ProblemList problems = new();
        try
        {
            PluginAssemblies.Load(request.Assemblies, trace, problems);
            return problems.HasErrors ? VerbReport.Of(problems.ToValueList()) : Expand(request, trace.Follow(ScalePlugins.All), finish);
        }
        catch (Exception e)
        {
            return VerbReport.Of(new Problem(ProblemCode.PluginFailed, $"threw {e.GetType().Name}: {FaultText.Of(e)}", "fix the plugin") { Source = request.File, Field = trace.Current });
        }
    }

    private static VerbReport Expand(PlanRequest request, PluginList plugins, Func<Topology, ValueList<Profile>, PluginList, VerbReport, VerbReport> finish)
    {
        ProfileReadResult read = ProfileReader.Read(request.File, new ProfileReadOptions { Plugins = plugins });
        if (read.HasErrors)
        {
            return VerbReport.Of(read.Problems);
        }

        TopologyBuilder builder = read.Profiles.Aggregate(
            Topology.Create(NameOf(request.File)),
            (topology, profile) => topology.AddProfile(profile, plugins));
        try
        {
            Topology topology = builder.Build();
            VerbReport report = Report(request, Together(read.Problems, builder.Problems));
            return report.ExitCode == ExitCode.Done ? finish(topology, read.Profiles, plugins, report) : report;
        }
        catch (ExpansionException e)
        {
            return VerbReport.Of(Together(read.Problems, e.Problems.Select(problem => problem with { Source = request.File })));
        }
    }

    /// <summary>Writes the files when they are asked for, and shows the plan.</summary>
    private static VerbReport Finish(PlanRequest request, Topology topology, ValueList<Profile> profiles, PluginList plugins, VerbReport report)
    {
        VerbReport written = WriteFiles(request, topology, profiles, plugins, out FilesOutput? files);
        PlanVerbOutput result = new(PlanOutput.Of(Planner.Plan(Topology.Empty, topology)), files);
        return (written.ExitCode == ExitCode.Done || files is not null ? written with { Text = PlanTable.Write(topology) + written.Text } : written)
            .After(report)
            .With(result, ToolJson.Default.PlanVerbOutput);
    }

    /// <summary>Writes the files of a topology when they are asked for.</summary>
    private static VerbReport WriteFiles(PlanRequest request, Topology topology, ValueList<Profile> profiles, PluginList plugins, out FilesOutput? files)
    {
        files = null;
        if (request.Folder is not { } path)
        {
            return new VerbReport(ExitCode.Done);
        }

        try
        {
            OutputFolder folder = OutputFolder.Open(path);
            VerbReport written = Report(request, TopologyFolder.Write(topology, profiles, folder, plugins));
            files = new FilesOutput(path, folder.FileCount, folder.RemovedCount);
            string removed = files.Removed == 0 ? "" : $", removed {CountText.Of(files.Removed, "file")} of an earlier topology";
            return written with { Text = $"wrote {CountText.Of(files.Written, "file")} to {Printable.Escape(path)}{removed}\n" };
        }
        catch (OutputException e)
        {
            return VerbReport.Of(e.Problems);
        }
    }

    private static VerbReport Report(PlanRequest request, IEnumerable<Problem> problems) =>
        VerbReport.Of(request.IsStrict ? problems.Select(problem => problem with { Severity = ProblemSeverity.Error }) : problems);

    /// <summary>Each problem once: the reader tries each profile and knows the place; the expansion finds the same again, below the group's name.</summary>
    private static IEnumerable<Problem> Together(ValueList<Problem> read, IEnumerable<Problem> expanded) =>
        read.Concat(expanded.Where(problem => !read.Any(told => IsSame(told, problem))));

    private static bool IsSame(Problem told, Problem problem) => told.Code == problem.Code
        && (told.Field == problem.Field || (told.Field.Length > 0 && problem.Field.EndsWith("." + told.Field, StringComparison.Ordinal)));

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file) is var name && NameRules.IsName(name) ? name : "plan";
}

/// <summary>What <c>plan</c> was asked for.</summary>
/// <param name="Assemblies">Assemblies with plugins.</param>
/// <param name="Folder">Where everything that the topology becomes is written; null: nowhere.</param>
/// <param name="IsStrict">True when a warning is an error.</param>
internal sealed record PlanRequest(string File, IReadOnlyList<string> Assemblies, string? Folder, bool IsStrict)
{
    /// <summary>The options with which another process is asked for the same.</summary>
    public IEnumerable<string> ToOptions() =>
    [
        .. Assemblies.SelectMany(path => new[] { "--plugins", path }),
        .. Folder is { } folder ? ["--out", folder] : Array.Empty<string>(),
        .. IsStrict ? ["--strict"] : Array.Empty<string>(),
    ];
}
