using Scalewright.Agents;
using Scalewright.Agents.Processes;

namespace Scalewright.Sweeps;

/// <summary>Runs elements as processes of this machine, with limited concurrency.</summary>
/// <param name="command">Program with a <see cref="SweepElement"/>, and its first arguments.</param>
public sealed class ProcessSweepEngine(ValueList<string> command) : ISweepEngine
{
    private const int MaxOutput = 64 * 1024;
    private const int MaxShown = 300;

    /// <summary>Maximum number of concurrent elements. Default the number of processors.</summary>
    public int MaxConcurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Timeout of an element with all its points. Default 20 days. The element is then killed, and the next attempt
    /// computes the missing points.
    /// </summary>
    public TimeSpan ElementTimeout { get; init; } = TimeSpan.FromDays(20);

    /// <inheritdoc/>
    /// <remarks>The last line of the error output of a failed element is recorded for each of its missing points.
    /// Elements exit when this program is killed.</remarks>
    /// <exception cref="SweepException">The program cannot be started, or the folder cannot be written.</exception>
    public IAsyncEnumerable<SweepElementEnd> RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ElementTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ElementTimeout, TimeSpan.FromDays(20));
        LocalProcesses programs = new(new LocalProcessesOptions { MaxProcesses = MaxConcurrency });
        return ConcurrentElements.RunAsync(
            attempt.ElementCount,
            MaxConcurrency,
            (element, token) => RunAsync(programs, folder, attempt, element, token),
            cancellationToken
        );
    }

    private async Task<SweepElementEnd> RunAsync(
        LocalProcesses programs,
        SweepFolder folder,
        SweepAttempt attempt,
        int element,
        CancellationToken cancellationToken
    )
    {
        string reason = await RunProcessAsync(programs, folder, attempt, element, cancellationToken);
        if (reason.Length > 0)
        {
            folder.ReportElementEnd(attempt, element, reason);
        }

        return new SweepElementEnd(element, reason);
    }

    /// <returns>Why the element failed; empty if it did not.</returns>
    private async Task<string> RunProcessAsync(
        LocalProcesses programs,
        SweepFolder folder,
        SweepAttempt attempt,
        int element,
        CancellationToken cancellationToken
    )
    {
        CommandRequest request = new([
            .. command,
            .. SweepElement.GetArguments(folder, attempt),
            element.ToString(CultureInfo.InvariantCulture),
        ])
        {
            Environment = ParentProcessMonitor.Variables,
        };
        ProcessOutput output = new(MaxOutput);
        using CancellationTokenSource timeoutSource = new(ElementTimeout, TimeProvider.System);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            int code = await programs.RunAsync(request, output, ended.Token);
            if (code == 0)
            {
                return "";
            }

            string last = CommandResult
                .FromBytes(code, output.GetOutput(), output.GetError())
                .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .LastOrDefault("");
            return string.Create(
                CultureInfo.InvariantCulture,
                $"its element exited with code {code}{(last.Length > 0 ? ": " : "")}{last[..Math.Min(last.Length, MaxShown)]}"
            );
        }
        catch (OperationCanceledException) when (timeoutSource.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"its element was ended after {ElementTimeout.TotalSeconds:0.###} s");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                folder.FullPath,
                new Problem(
                    ProblemCode.UnreadableFile,
                    $"'{TextEscaping.Escape(command[0])}' cannot be started: {ExceptionText.From(failure)}",
                    "name a program that is there and may be started"
                ),
                failure
            );
        }
    }
}
