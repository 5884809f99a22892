using Scalewright.Agents;
using Scalewright.Agents.Processes;

namespace Scalewright.Sweeps;

/// <summary>Elements as processes of this machine, some at a time.</summary>
/// <param name="words">The program that <see cref="SweepElement"/> is in, with its first arguments.</param>
public sealed class ProcessSweep(ValueList<string> words) : ISweepEngine
{
    private const int OutputMax = 64 * 1024;
    private const int ShownMax = 300;

    /// <summary>How many elements run at the same time; default one for each processor.</summary>
    public int ProcessesMax { get; init; } = Environment.ProcessorCount;

    /// <summary>How long an element may take, of which each point is a part; default 20 days. One that takes longer is killed, and what it lacks is left to the next attempt.</summary>
    public TimeSpan ElementTimeMax { get; init; } = TimeSpan.FromDays(20);

    /// <inheritdoc/>
    /// <remarks>An element that fails is told with the last line of its error output, for each of its points that has nothing yet. Elements end when this program is killed.</remarks>
    /// <exception cref="SweepException">The program cannot be started, or the folder not be written.</exception>
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
