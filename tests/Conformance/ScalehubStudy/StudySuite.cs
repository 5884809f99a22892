using ScalehubSample;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Operators;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Reports;
using Scalewright.Experiments.Runs;

namespace Conformance.ScalehubStudy;

/// <summary>Runs the configuration files of a study with Scalehub: platforms on stand-ins of testbeds, strategies and experiments in the simulation.</summary>
public sealed class StudySuite : ISuite
{
    public string Name => "scalehub-study";

    public IEnumerable<ConformanceCase> Cases(string folder) =>
        [
            .. FilesOf(folder, "*.ini", "provision").Select(file => CaseOf(folder, file, ProvisionStudy.RunAsync)),
            .. FilesOf(folder, "*.yaml", Path.Combine("experiment", "strategy")).Select(file => CaseOf(folder, file, RunStrategyAsync)),
            .. FilesOf(folder, "*.ini", "experiment").Select(file => CaseOf(folder, file, RunExperimentAsync)),
        ];

    private static IEnumerable<string> FilesOf(string folder, string pattern, string part) =>
        Directory.Exists(Path.Combine(folder, part))
            ? Directory.EnumerateFiles(Path.Combine(folder, part), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];

    private static ConformanceCase CaseOf(string folder, string file, Func<string, string, CancellationToken, Task<string?>> run) =>
        new(Path.GetRelativePath(folder, file), token => run(file, folder, token));

    /// <summary>Passes if each step of the strategy is executed.</summary>
    private static async Task<string?> RunStrategyAsync(string file, string folder, CancellationToken cancellationToken)
    {
        string text = $"""
            [experiment]
            name = study
            job_file = study.jar
            task_name = Task
            output_skip_s = 10
            [experiment.scaling]
            strategy_path = {file}
            interval_scaling_s = 60
            [experiment.generators]
            generators = one
            [experiment.generators.one]
            num_sensors = 1000
            """;
        PlatformReadResult read = PlatformConfiguration.Read(Encoding.UTF8.GetBytes(text), "study.ini");
        ValueList<NodeClass> machines = StudySite.Of(await File.ReadAllBytesAsync(file, cancellationToken));
        (ExperimentBundle bundle, ValueList<Problem> problems) = ReferenceExperiment.Convert(read.PartialConfiguration!, file, machines);
        return FirstError(problems)
            ?? await RunAsync(
                bundle,
                data =>
                    data
                        .Points.SelectMany(point => point.Runs)
                        .All(run => run.Events.Any(change => change.Text.Contains("scaling is completed", StringComparison.Ordinal)))
                        ? null
                        : "the strategy did not reach its last step",
                cancellationToken
            );
    }

    /// <summary>Passes if the experiment ends with a report, or is refused because the study does not contain its strategy.</summary>
    private static async Task<string?> RunExperimentAsync(string file, string folder, CancellationToken cancellationToken)
    {
        ConfigFile[] files = [new ConfigFile(file, await File.ReadAllBytesAsync(file, cancellationToken))];
        if (File.Exists(Path.Combine(folder, ContainerPath.DefaultsName)))
        {
            files =
            [
                new ConfigFile(
                    Path.Combine(folder, ContainerPath.DefaultsName),
                    await File.ReadAllBytesAsync(Path.Combine(folder, ContainerPath.DefaultsName), cancellationToken)
                ),
                .. files,
            ];
        }

        PlatformReadResult read = PlatformConfiguration.Read(files.ToValueList());
        if (read.PartialConfiguration is not { } configuration || !ReferenceExperiment.IsIn(configuration))
        {
            return FirstError(read.Problems) ?? "it has no experiment";
        }

        string path = ((configuration.Sections["experiment.scaling"] as DocumentMap)?["strategy_path"] as DocumentScalar)?.Text ?? "";
        string strategy = path.StartsWith("/app/conf/", StringComparison.Ordinal)
            ? Path.Combine(folder, path["/app/conf/".Length..])
            : path;
        bool isThere = File.Exists(strategy);
        ValueList<NodeClass> machines = isThere ? StudySite.Of(await File.ReadAllBytesAsync(strategy, cancellationToken)) : [];
        (ExperimentBundle bundle, ValueList<Problem> problems) = ReferenceExperiment.Convert(configuration, file, machines);
        string? error = FirstError(problems);
        return !isThere
            ? error?.Contains(path, StringComparison.Ordinal) == true
                ? null
                : $"expected a refusal of '{path}', was {error ?? "none"}"
            : error ?? await RunAsync(bundle, static _ => null, cancellationToken);
    }

    private static string? FirstError(IEnumerable<Problem> problems) =>
        problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error)?.ToString();

    private static async Task<string?> RunAsync(
        ExperimentBundle bundle,
        Func<ExperimentData, string?> check,
        CancellationToken cancellationToken
    )
    {
        ExperimentDefinition read = bundle.Read("converted.yaml");
        if (FirstError(read.Problems) is { } error)
        {
            return error;
        }

        DirectoryInfo data = Directory.CreateTempSubdirectory("scalehub-study-");
        try
        {
            ExperimentFolder folder = new ExperimentQueue(data.FullName).Enqueue(read, TimeProvider.System);
            ExperimentOperator worker = new(data.FullName, TimeProvider.System) { MaxDegreeOfParallelism = Environment.ProcessorCount };
            ValueMap<ExperimentSweepResult>? done = await worker.RunAsync(cancellationToken);
            ExperimentData measured = folder.ReadData();
            string page = ExperimentPage.Create(measured).ToHtml();
            return done is null || !done.Values.All(result => result.IsSuccess)
                    ? $"a run failed: {string.Join("; ", measured.Points.SelectMany(point => point.Runs).Select(run => run.Reason).Where(reason => reason.Length > 0))}"
                : page.Length == 0 ? "the report is empty"
                : check(measured);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}

/// <summary>Machines on which a strategy can run: those of its kinds and sizes, as many as it has steps.</summary>
internal static class StudySite
{
    public static ValueList<NodeClass> Of(byte[] strategy) =>
        [
            .. ((DocumentReader.Read(strategy, Dialect.Yaml).Root as DocumentList)?.AsEnumerable() ?? [])
                .OfType<DocumentMap>()
                .Select(step => (Kind: TextOf(step, "node"), Size: TextOf(step, "type")))
                .GroupBy(step => step)
                .Select(group => ClassOf(group.Key.Kind, group.Key.Size, group.Count())),
        ];

    private static NodeClass ClassOf(string kind, string size, int count) =>
        (kind, size) switch
        {
            ("grid5000", "") or (_, "x-large") => new NodeClass(kind, count) { Cores = 52, MemoryMiB = 393_216 },
            (_, "small") => new NodeClass(kind, count) { Cores = 2, MemoryMiB = 8192 },
            (_, "medium") => new NodeClass(kind, count) { Cores = 8, MemoryMiB = 32_000 },
            (_, "large") => new NodeClass(kind, count) { Cores = 32, MemoryMiB = 32_768 },
            _ => new NodeClass(kind, count) { Cores = 4, MemoryMiB = 8192 },
        };

    private static string TextOf(DocumentMap step, string key) => (step[key] as DocumentScalar)?.Text ?? "";
}
