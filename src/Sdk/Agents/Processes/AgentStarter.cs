using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Agents.Processes;

/// <summary>Starts the agent of a machine and waits until it listens.</summary>
/// <param name="reportsExits">
/// True if the exit of an agent must be reported once before the next agent is started.
/// </param>
internal sealed class AgentStarter(AgentFolder folder, string node, string program, bool reportsExits)
{
    public const string NotRunning = "the agent has exited";

    // Shorter than the timeout of a controller for opening a connection.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    // The started process may exit after it started the agent as another process.
    private static readonly TimeSpan ExitGracePeriod = TimeSpan.FromMilliseconds(300);

    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>Starts the agent unless another process is starting it, and waits until it listens.</summary>
    public async Task<(Socket? Agent, string Failure)> StartAsync()
    {
        using SafeFileHandle startLock = ProcessInterop.Open(
            folder.StartLock,
            ProcessInterop.ReadWrite | ProcessInterop.Create | ProcessInterop.CloseOnExec | ProcessInterop.NoFollow,
            0x180
        );
        if (startLock.IsInvalid)
        {
            return (null, "the agent cannot be started: its folder cannot be written");
        }

        Socket? agent;
        while (true)
        {
            // Another process that held the lock may have started the agent.
            bool isAcquired = ProcessInterop.Lock(startLock, ProcessInterop.LockExclusiveNow) == 0;
            agent = await folder.ConnectAsync(CancellationToken.None);
            if (agent is not null || isAcquired || RemainingTime <= TimeSpan.Zero)
            {
                return (agent, isAcquired) switch
                {
                    (not null, _) => (agent, ""),
                    (_, false) => (null, TimeoutMessage),
                    _ => reportsExits && folder.IsExitUnreported ? (null, NotRunning) : await StartProcessAsync(),
                };
            }

            await Task.Delay(PollInterval, TimeProvider.System);
        }
    }

    private static string TimeoutMessage =>
        string.Create(CultureInfo.InvariantCulture, $"the agent did not listen within {StartTimeout.TotalSeconds:0} s of its start");

    private TimeSpan RemainingTime => StartTimeout - TimeProvider.System.GetElapsedTime(_start);

    private async Task<(Socket? Agent, string Failure)> StartProcessAsync()
    {
        try
        {
            // The process is detached, because the agent must continue after the session of the connection ends.
            string[] arguments = [program, ScalewrightAgent.Word, "serve", folder.Path, node];
            return await WaitUntilListeningAsync(DetachedProcess.Start(folder.Log, arguments));
        }
        catch (Win32Exception exception)
        {
            return (null, $"the agent cannot be started: {exception.Message}");
        }
    }

    private async Task<(Socket? Agent, string Failure)> WaitUntilListeningAsync(DetachedProcess process)
    {
        long? exitedAt = null;
        while (RemainingTime > TimeSpan.Zero)
        {
            if (await folder.ConnectAsync(CancellationToken.None) is { } agent)
            {
                folder.ClearExitReported();
                return (agent, "");
            }

            if (exitedAt is { } timestamp && TimeProvider.System.GetElapsedTime(timestamp) > ExitGracePeriod)
            {
                return (
                    null,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the agent exited with code {process.ExitCode} immediately after its start"
                    )
                );
            }

            exitedAt ??= process.ExitCode is not null ? TimeProvider.System.GetTimestamp() : null;
            await Task.Delay(PollInterval, TimeProvider.System);
        }

        // Without this, the next caller might find an agent that has not started completely.
        process.Kill();
        return (null, $"{TimeoutMessage}, and was killed");
    }
}
