using Scalewright.Agents.Wire;

namespace Scalewright.Agents.Processes;

/// <summary>Runs commands of this machine as a connection runs those of a node.</summary>
internal static class LocalCommands
{
    // 128 and SIGKILL: what a shell tells of a program that was killed.
    private const int KilledCode = 137;

    private static readonly LocalPrograms Programs = new();

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be started.</exception>
    public static async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ProgramOutput output = new(request.OutputBytesMax);
        using CancellationTokenSource late = new(request.Deadline, TimeProvider.System);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        Task hearing = request.Listener is { } listener ? new HeardOutput("", listener).FollowAsync(output.Follow(() => false), ended.CancelAsync) : Task.CompletedTask;
        try
        {
            return Describe(await Programs.RunAsync(request, output, ended.Token), output, isLate: false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Describe(KilledCode, output, isLate: true);
        }
        finally
        {
            // What the listener threw is why the command was ended, and is thrown instead of that.
            output.End();
            await hearing;
        }
    }

    private static CommandResult Describe(int code, ProgramOutput output, bool isLate) => CommandResult.FromBytes(code, output.TakeOutput(), output.TakeError()) with
    {
        DroppedBytes = output.DroppedBytes,
        DroppedErrorBytes = output.DroppedErrorBytes,
        DeadlinePassed = isLate,
        OutOfMemory = output.IsOutOfMemory,
    };
}
