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

    public async Task<SweepReport> RunAsync(
        ISweepEngine engine, IEnumerable<(Experiment Experiment, int Run)> runs, CancellationToken cancellationToken)
    {
        SweepPoint[] points = [.. runs.Select(one => SweepPoint.Parse(
            JsonSerializer.Serialize(Describe(one.Experiment, one.Run), ElementJsonContext.Default.ElementJson)))];
        if (points.Length == 0)
        {
            return new SweepReport(0, 0, ValueMap<string>.Empty);
        }

        // Only histories show completed runs, so results of elements of an earlier call may be deleted.
        string path = Path.Combine(folder.FullPath, FolderName);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return await new SweepRunner(engine) { ChunkSize = Chunk }.RunAsync(
            SweepFolder.Create(path, points), cancellationToken: cancellationToken);
    }

    private static string GetKey(string point, int run) =>
        string.Create(CultureInfo.InvariantCulture, $"{point}/run-{run}");

    private ElementJson Describe(Experiment experiment, int run) =>
        new(GetKey(experiment.PointName, run), folder.FullPath, experiment.PointName, run);
}

internal sealed record ElementJson(string Key, string Experiment, string Point, int Run);
