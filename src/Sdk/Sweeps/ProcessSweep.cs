using System.Globalization;
using Scalewright.Agents;
using Scalewright.Agents.Processes;

namespace Scalewright.Sweeps;

/// <summary>Elements as processes of this machine, some at a time.</summary>
/// <param name="words">The program that <see cref="SweepElement"/> is in, with its first arguments.</param>
public sealed class ProcessSweep(ValueList<string> words) : ISweepEngine
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>How many elements run at the same time; default one for each processor.</summary>
    public int ProcessesMax { get; init; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    public async Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfLessThan(ProcessesMax, 1);
        LocalPrograms programs = new(new LocalProgramsOptions { ProgramsMax = ProcessesMax });
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(ProcessesMax, attempt.Elements)).Select(async _ =>
        {
            int element;
            while ((element = Interlocked.Increment(ref next)) < attempt.Elements)
            {
                await programs.RunAsync(
                    new CommandRequest([.. words, .. SweepElement.WordsFor(folder, attempt), element.ToString(CultureInfo.InvariantCulture)]) { Deadline = Longest },
                    new ProgramOutput(64 * 1024),
                    cancellationToken);
            }
        }));
    }
}
