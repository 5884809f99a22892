using Scalewright.Agents;
using Scalewright.Agents.Processes;

namespace Scalewright.Sweeps;

/// <summary>Runs elements as processes of this machine, with limited concurrency.</summary>
/// <param name="words">Program with a <see cref="SweepElement"/>, and its first arguments.</param>
public sealed class ProcessSweep(ValueList<string> words) : ISweepEngine
{
    private const int OutputMax = 64 * 1024;
    private const int ShownMax = 300;

    /// <summary>Maximum number of concurrent elements. Default the number of processors.</summary>
    public int ProcessesMax { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Timeout of an element with all its points. Default 20 days. The element is then killed, and the next attempt
    /// computes the missing points.
    /// </summary>
    public TimeSpan ElementTimeMax { get; init; } = TimeSpan.FromDays(20);

    /// <inheritdoc/>
    /// <remarks>The last line of the error output of a failed element is recorded for each of its missing points.
    /// Elements exit when this program is killed.</remarks>
    /// <exception cref="SweepException">The program cannot be started, or the folder cannot be written.</exception>
    public async Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfLessThan(ProcessesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ElementTimeMax, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ElementTimeMax, TimeSpan.FromDays(20));
        LocalPrograms programs = new(new LocalProgramsOptions { ProgramsMax = ProcessesMax });
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(ProcessesMax, attempt.Elements)).Select(async _ =>
        {
            int element;
            while ((element = Interlocked.Increment(ref next)) < attempt.Elements)
            {
                await RunAsync(programs, folder, attempt, element, cancellationToken);
            }
        }));
    }

    private async Task RunAsync(LocalPrograms programs, SweepFolder folder, SweepAttempt attempt, int element, CancellationToken cancellationToken)
    {
        CommandRequest request = new([.. words, .. SweepElement.WordsFor(folder, attempt), element.ToString(CultureInfo.InvariantCulture)]) { Environment = ControllerWatch.Variables };
        ProgramOutput output = new(OutputMax);
        using CancellationTokenSource late = new(ElementTimeMax, TimeProvider.System);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            int code = await programs.RunAsync(request, output, ended.Token);
            if (code != 0)
            {
                string last = CommandResult.FromBytes(code, output.TakeOutput(), output.TakeError()).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("");
                folder.TellEnd(attempt, element, string.Create(CultureInfo.InvariantCulture, $"its element ended with {code}{(last.Length > 0 ? ": " : "")}{last[..Math.Min(last.Length, ShownMax)]}"));
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            folder.TellEnd(attempt, element, string.Create(CultureInfo.InvariantCulture, $"its element was ended after {ElementTimeMax.TotalSeconds:0.###} s"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(folder.FullPath, new Problem(ProblemCode.UnreadableFile, $"'{Printable.Escape(words[0])}' cannot be started: {FaultText.Of(failure)}", "name a program that is there and may be started"), failure);
        }
    }
}
