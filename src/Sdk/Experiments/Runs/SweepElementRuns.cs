using Scalewright.Providers.Kubernetes;
using Scalewright.Sweeps;

namespace Scalewright.Experiments.Runs;

/// <summary>Executes runs as points of a sweep, in the folder <c>elements</c> next to their histories.</summary>
internal sealed class SweepElementRuns(ExperimentFolder folder)
{
    private const string FolderName = "elements";

    public required int Chunk { get; init; }

    /// <summary>Returns the reason reported by the elements for an incomplete run.</summary>
    public static string WhyNot(SweepReport report, string point, int run) =>
        report.Failures.GetValueOrDefault(GetKey(point, run), "no element came to its end");

    /// <summary>Rejects an executor that cannot adopt the jobs of an earlier program.</summary>
    /// <exception cref="SweepException">There is such a job.</exception>
    public static void CheckJobs(ExperimentFolder folder)
    {
        string path = Path.Combine(folder.FullPath, FolderName);
        if (new SweepFolder(path).ReadJobs() is [var job, ..])
        {
            throw new SweepException(
                path,
                new Problem(
                    ProblemCode.InvalidStage,
                    $"job {DescribeJob(job)} of an earlier program may still run elements",
                    "use the same executor, or cancel the job, and when it has ended, delete " + TextEscaping.Escape(job.File)
                )
            );
        }
    }

    /// <param name="runs">The incomplete runs; enumerated after elements of an earlier program have exited.</param>
    public async Task<SweepReport> RunAsync(
        ISweepEngine engine,
        IEnumerable<(Experiment Experiment, int Run)> runs,
        CancellationToken cancellationToken
    )
    {
        // Elements that a killed program left write histories, and need the folder.
        string path = Path.Combine(folder.FullPath, FolderName);
        string? archive = null;
        if (engine is KubernetesSweepEngine)
        {
            engine = new PodHistories(engine, folder);
            archive = FolderArchive.Write(folder);
        }

        if (Directory.Exists(path))
        {
            await engine.AdoptAsync(new SweepFolder(path), cancellationToken);
            CheckJobs(folder);
        }

        SweepPoint[] points =
        [
            .. runs.Select(run =>
                SweepPoint.Parse(
                    JsonSerializer.Serialize(Describe(run.Experiment, run.Run, archive), ElementJsonContext.Default.ElementJson)
                )
            ),
        ];
        if (points.Length == 0)
        {
            return new SweepReport(0, 0, ValueMap<string>.Empty);
        }

        // Only histories show completed runs, so results of elements of an earlier call may be deleted.
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return await new SweepRunner(engine) { ChunkSize = Chunk }.RunAsync(
            SweepFolder.Create(path, points),
            cancellationToken: cancellationToken
        );
    }

    private static string GetKey(string point, int run) => string.Create(CultureInfo.InvariantCulture, $"{point}/run-{run}");

    private static string DescribeJob(SweepJob job)
    {
        string suffix = job.Id is { } id ? string.Create(CultureInfo.InvariantCulture, $" ({id})") : "";
        return $"'{TextEscaping.Escape(job.Name)}'{suffix}";
    }

    private ElementJson Describe(Experiment experiment, int run, string? archive) =>
        new(GetKey(experiment.PointName, run), folder.FullPath, experiment.PointName, run) { Archive = archive };
}

internal sealed record ElementJson(string Key, string Experiment, string Point, int Run)
{
    /// <summary>Definition of the experiment; null if the element has access to its folder.</summary>
    public string? Archive { get; init; }
}
