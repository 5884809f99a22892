using Scalewright.Files;
using Scalewright.Planning;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Tool.Output;
using Scalewright.Topologies;

namespace Scalewright.Tool;

internal static class DirectPlan
{
    /// <summary>Returns the plan, or its problems.</summary>
    public static VerbReport Make(PlanRequest request, PluginTrace trace) =>
        Make(request, trace, (topology, profiles, plugins, report) => Finish(request, topology, profiles, plugins, report));

    /// <summary>Reads and expands a file, and writes the output files if requested.</summary>
    /// <param name="request">The file, its plugins, and the output folder.</param>
    /// <param name="report">Warnings and files, or problems.</param>
    /// <param name="files">Written files; null if none were requested.</param>
    /// <returns>Null if there are errors.</returns>
    public static ProfilePlan? Read(PlanRequest request, out VerbReport report, out FilesOutput? files)
    {
        ProfilePlan? plan = null;
        FilesOutput? written = null;
        report = Make(request, new PluginTrace(), (topology, profiles, plugins, warnings) =>
        {
            VerbReport writing = WriteFiles(request, topology, profiles, plugins, out written);
            plan = writing.ExitCode == ExitCode.Done ? new ProfilePlan(topology, profiles, plugins) : null;
            return writing.After(warnings);
        });
        files = written;
        return plan;
    }

    public static ProfilePlan? Read(PlanRequest request, out VerbReport report) => Read(request, out report, out _);

    [SuppressMessage("Design", "CA1031", Justification = "What gets here comes out of a plugin, and is reported by its name.")]
    private static VerbReport Make(
        PlanRequest request,
        PluginTrace trace,
        Func<Topology, ValueList<Profile>, PluginList, VerbReport, VerbReport> finish
    )
    {
        ProblemList problems = new();
        try
        {
            PluginAssemblies.Load(request.Assemblies, trace, problems);
            return problems.HasErrors ? VerbReport.From(problems.ToValueList()) : Expand(request, trace.Follow(ScalePlugins.All), finish);
        }
        catch (Exception exception)
        {
            return VerbReport.From(
                new Problem(
                    ProblemCode.PluginFailed,
                    $"threw {exception.GetType().Name}: {ExceptionText.From(exception)}",
                    "fix the plugin"
                )
                {
                    Source = request.File,
                    Field = trace.Current,
                }
            );
        }
    }

    private static VerbReport Expand(
        PlanRequest request,
        PluginList plugins,
        Func<Topology, ValueList<Profile>, PluginList, VerbReport, VerbReport> finish
    )
    {
        ProfileReadResult read = ProfileReader.Read(request.File, new ProfileReadOptions { Plugins = plugins });
        if (read.Problems.Count > 0 && ExperimentFile.FindDefinition(request.File) is { } definition)
        {
            return VerbReport.From(definition);
        }

        if (read.HasErrors)
        {
            return VerbReport.From(read.Problems);
        }

        TopologyBuilder builder = Topology.Create(request.Name ?? ClusterName.From(request.File)).AddProfiles(read);
        try
        {
            Topology topology = builder.Build();
            VerbReport report = Report(request, builder.Problems);
            return report.ExitCode == ExitCode.Done ? finish(topology, read.Profiles, plugins, report) : report;
        }
        catch (ExpansionException exception)
        {
            return VerbReport.From(exception.Problems.Select(problem => problem with { Source = request.File }));
        }
    }

    private static VerbReport Finish(
        PlanRequest request,
        Topology topology,
        ValueList<Profile> profiles,
        PluginList plugins,
        VerbReport report
    )
    {
        VerbReport written = WriteFiles(request, topology, profiles, plugins, out FilesOutput? files);
        PlanVerbOutput result = new(PlanOutput.From(Planner.Plan(Topology.Empty, topology)), files);
        return (
            written.ExitCode == ExitCode.Done || files is not null
                ? written with
                {
                    Text = PlanTable.Write(topology) + written.Text,
                }
                : written
        )
            .After(report)
            .With(result, ToolJson.Default.PlanVerbOutput);
    }

    private static VerbReport WriteFiles(
        PlanRequest request,
        Topology topology,
        ValueList<Profile> profiles,
        PluginList plugins,
        out FilesOutput? files
    )
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
            string removed = files.Removed == 0 ? "" : $", removed {Pluralizer.Format(files.Removed, "file")} of an earlier topology";
            return written with { Text = $"wrote {Pluralizer.Format(files.Written, "file")} to {TextEscaping.Escape(path)}{removed}\n" };
        }
        catch (OutputException exception)
        {
            return VerbReport.From(exception.Problems);
        }
    }

    private static VerbReport Report(PlanRequest request, IEnumerable<Problem> problems) =>
        VerbReport.From(request.IsStrict ? problems.Select(problem => problem with { Severity = ProblemSeverity.Error }) : problems);
}

/// <summary>Arguments of <c>plan</c>.</summary>
/// <param name="Assemblies">Assemblies with plugins.</param>
/// <param name="Folder">Output folder of all files of the topology; null: no files.</param>
/// <param name="IsStrict">True to treat warnings as errors.</param>
internal sealed record PlanRequest(string File, IReadOnlyList<string> Assemblies, string? Folder, bool IsStrict)
{
    /// <summary>Name of the cluster; null: the name of the file.</summary>
    public string? Name { get; init; }

    /// <summary>Returns the same request as options for a child process.</summary>
    public IEnumerable<string> ToOptions()
    {
        string[] output = Folder is { } folder ? ["--out", folder] : [];
        string[] strictness = IsStrict ? ["--strict"] : [];
        string[] name = Name is { } givenName ? [$"{ClusterName.Option}={givenName}"] : [];
        return [.. Assemblies.SelectMany(path => new[] { "--plugins", path }), .. output, .. strictness, .. name];
    }
}
