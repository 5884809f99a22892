using Scalewright.Agents.Wire;

namespace Scalewright.Agents.Processes;

/// <summary>Runs commands on this machine as a node connection does.</summary>
public static class LocalCommands
{
    // 128 plus SIGKILL, as a shell reports it.
    private const int KilledCode = 137;

    private static readonly LocalProcesses Programs = new();

    /// <summary>Runs a command until it exits.</summary>
    /// <param name="request">The command.</param>
    /// <param name="cancellationToken">Kills the command and everything that it started.</param>
    /// <exception cref="AgentException">The program does not exist or cannot be started.</exception>
    public static async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ProcessOutput output = new(request.MaxOutputBytes);
        using CancellationTokenSource timeoutSource = new(request.Timeout, TimeProvider.System);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        Task outputReader = request.OnOutput is { } listener
            ? new OutputForwarder("", listener).FollowAsync(output.Follow(() => false), ended.CancelAsync)
            : Task.CompletedTask;
        try
        {
            return Describe(await Programs.RunAsync(request, output, ended.Token), output, isLate: false);
        }
        catch (OperationCanceledException) when (timeoutSource.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Describe(KilledCode, output, isLate: true);
        }
        finally
        {
            // If an exception of the listener ended the command, that exception is thrown instead.
            output.End();
            await outputReader;
        }
    }

    private static CommandResult Describe(int code, ProcessOutput output, bool isLate) =>
        CommandResult.FromBytes(code, output.GetOutput(), output.GetError()) with
        {
            DroppedBytes = output.DroppedBytes,
            DroppedErrorBytes = output.DroppedErrorBytes,
            HasTimedOut = isLate,
            IsOutOfMemoryKilled = output.IsOutOfMemory,
        };
}
