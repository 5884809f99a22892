using Scalewright.Sweeps;

namespace Scalewright.Explorations;

/// <summary>Lets a program run the elements of an exploration that an engine starts on any machine.</summary>
/// <remarks>First line of the program: <c>if (await ExplorationElement.TryRunAsync(args)) { return; }</c></remarks>
internal static class ExplorationElement
{
    /// <summary>Number of threads of a task of Slurm (sbatch(1), OUTPUT ENVIRONMENT VARIABLES).</summary>
    private const string CpusVariable = "SLURM_CPUS_PER_TASK";

    /// <summary>Runs ranges of seeds if the arguments specify an element of an exploration.</summary>
    /// <param name="args">Arguments of the program, as created by <see cref="SweepElement.GetArguments"/>.</param>
    /// <param name="cancellationToken">Cancels the current range. Another element repeats it.</param>
    /// <returns>False if the arguments do not specify such an element, so that the program continues.</returns>
    /// <exception cref="SweepException">The ranges cannot be read.</exception>
    /// <exception cref="ArgumentException">The arguments specify an element but are not valid.</exception>
    public static async Task<bool> TryRunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken = default) =>
        IsExploration(args)
        && await SweepElement.TryRunAsync(args, static (point, token) => ComputeAsync(point, GetThreads(), token), cancellationToken);

    /// <summary>Runs a range.</summary>
    /// <param name="threads">Number of threads; 0: one per processor.</param>
    internal static async Task<string> ComputeAsync(SweepPoint point, int threads, CancellationToken cancellationToken)
    {
        SeedPoint seeds = SeedPoint.TryParse(point, out SeedPoint? parsed)
            ? parsed
            : throw new FormatException("it is not a range of seeds");
        SeedLine line = await SeedProcess.RunAsync(seeds, threads, cancellationToken);
        return JsonSerializer.Serialize(line, SeedJson.Default.SeedLine);
    }

    private static int GetThreads() =>
        int.TryParse(Environment.GetEnvironmentVariable(CpusVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int threads)
        && threads > 0
            ? threads
            : 1;

    private static bool IsExploration(IReadOnlyList<string> args) =>
        args switch
        {
            [SweepPod.CommandName, { Length: > 0 } file] => SweepPod.ReadFirst(file) is { } point && SeedPoint.TryParse(point, out _),
            [_, { Length: > 0 } folder, ..] => File.Exists(Path.Combine(folder, ExplorationFolder.Mark)),
            _ => false,
        };
}
