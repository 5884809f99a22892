using Scalewright.Providers.Slurm;
using Scalewright.Sweeps;

namespace TestPrograms;

/// <summary>
/// An element of a sweep, or its controller: <c>control FOLDER CHUNK WORDS</c> with Slurm, <c>here</c> on this machine.
/// The result of a point is the length of its key and the count of each letter in it.
/// </summary>
/// <remarks>
/// Kills itself at the key in <c>SWEEP_KILL</c>, once for each file <c>SWEEP_KILLED</c>. Hangs at the key in
/// <c>SWEEP_HANG</c>. Records keys in the folder <c>SWEEP_NOTES</c>, and waits for a file <c>go</c> there.
/// </remarks>
internal static class SweepRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [("control" or "here") and var where, var folder, var chunk, .. var words])
        {
            return await Usage.ReportArgumentsAsync("sweep control|here FOLDER CHUNK WORDS");
        }

        ISweepEngine engine =
            where == "here"
                ? new ProcessSweepEngine([.. words])
                : new SlurmSweepEngine(new SlurmClientOptions { PollInterval = TimeSpan.FromMilliseconds(100) }, [.. words]);
        return (
            await new SweepRunner(engine) { ChunkSize = int.Parse(chunk, CultureInfo.InvariantCulture) }.RunAsync(new SweepFolder(folder))
        ).IsComplete
            ? 0
            : 1;
    }

    public static async Task<int> RunElementAsync(string[] args) => await SweepElement.TryRunAsync(args, ComputeAsync) ? 0 : 2;

    private static async Task<string> ComputeAsync(SweepPoint point, CancellationToken cancellationToken)
    {
        if (point.Key == Environment.GetEnvironmentVariable("SWEEP_KILL") && IsFirst(Environment.GetEnvironmentVariable("SWEEP_KILLED")!))
        {
            Process.GetCurrentProcess().Kill();
        }

        if (point.Key == Environment.GetEnvironmentVariable("SWEEP_HANG"))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        if (Environment.GetEnvironmentVariable("SWEEP_NOTES") is { } notes)
        {
            await File.WriteAllTextAsync(
                Path.Combine(notes, string.Create(CultureInfo.InvariantCulture, $"{point.Key}.{Environment.ProcessId}")),
                "",
                cancellationToken
            );
            while (!File.Exists(Path.Combine(notes, "go")))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }

        string counts = string.Join(
            ',',
            point
                .Key.GroupBy(letter => letter)
                .OrderBy(group => group.Key)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"\"{group.Key}\":{group.Count()}"))
        );
        return string.Create(CultureInfo.InvariantCulture, $"{{\"length\":{point.Key.Length},\"letters\":{{{counts}}}}}");
    }

    private static bool IsFirst(string file)
    {
        try
        {
            using FileStream mark = new(file, FileMode.CreateNew);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
