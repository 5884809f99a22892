using System.ComponentModel;
using Microsoft.Win32.SafeHandles;
using Scalewright.Journals;

namespace Scalewright.Agents.Processes;

/// <summary>Starts the agent of a machine and waits until it listens.</summary>
/// <param name="reportsExits">True if an agent's exit is reported once before the next one is started.</param>
internal sealed class AgentStarter(AgentFolder folder, string node, string program, bool reportsExits)
{
    public const string NotRunning = "the agent has ended";

    // Shorter than a controller's timeout for opening a connection.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(10);

    // The started program may hand over to another process and exit.
    private static readonly TimeSpan EndGrace = TimeSpan.FromMilliseconds(300);

    private readonly long _begin = TimeProvider.System.GetTimestamp();

    /// <summary>Starts the agent unless another process is starting it, and waits until it listens.</summary>
    public async Task<(Socket? Agent, string Failure)> StartAsync()
    {
        using SafeFileHandle turn = LinuxInterop.Open(folder.StartLock,
            LinuxInterop.ReadWrite | LinuxInterop.Create | LinuxInterop.CloseOnExec | LinuxInterop.NoFollow, 0x180);
        if (turn.IsInvalid)
        {
            return (null, "the agent cannot be started: its folder cannot be written");
        }

        Socket? agent;
        while (true)
        {
            // The previous lock holder may have started the agent.
            bool isMine = LinuxInterop.Lock(turn, LinuxInterop.LockExclusiveNow) == 0;
            agent = await folder.ConnectAsync(CancellationToken.None);
            if (agent is not null || isMine || Rest <= TimeSpan.Zero)
            {
                return (agent, isMine) switch
                {
                    (not null, _) => (agent, ""),
                    (_, false) => (null, Late),
                    _ => reportsExits && folder.IsExitUnreported ? (null, NotRunning) : await StartAloneAsync(),
                };
            }

            await Task.Delay(LookPeriod, TimeProvider.System);
        }
    }

    private static string Late => string.Create(
        CultureInfo.InvariantCulture, $"the agent did not listen within {StartTimeout.TotalSeconds:0} s of its start");

    private TimeSpan Rest => StartTimeout - TimeProvider.System.GetElapsedTime(_begin);

    private async Task<(Socket? Agent, string Failure)> StartAloneAsync()
    {
        try
        {
            // The agent must not belong to the session of a connection.
            string[] words = [program, ScalewrightAgent.Word, "serve", folder.Path, node];
            return await WaitAsync(DetachedProcess.Start(folder.Log, words));
        }
        catch (Win32Exception failure)
        {
            return (null, $"the agent cannot be started: {failure.Message}");
        }
    }

    private async Task<(Socket? Agent, string Failure)> WaitAsync(DetachedProcess process)
    {
        long? endedAt = null;
        while (Rest > TimeSpan.Zero)
        {
            if (await folder.ConnectAsync(CancellationToken.None) is { } agent)
            {
                folder.ClearExitReported();
                return (agent, "");
            }

            if (endedAt is { } at && TimeProvider.System.GetElapsedTime(at) > EndGrace)
            {
                return (null, string.Create(CultureInfo.InvariantCulture,
                    $"the agent ended with exit code {process.ExitCode} as soon as it was started"));
            }

            endedAt ??= process.ExitCode is not null ? TimeProvider.System.GetTimestamp() : null;
            await Task.Delay(LookPeriod, TimeProvider.System);
        }

        // Otherwise the next process would find a partly started agent.
        process.Kill();
        return (null, $"{Late}, and was ended");
    }
}
