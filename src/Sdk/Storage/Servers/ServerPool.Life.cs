using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Servers;

// Start and shutdown of servers, according to the state table of a server.
public sealed partial class ServerPool
{
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(5);

    /// <summary>Starts a server manually. Has no effect without power or registration.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="timing">Timing of the start.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True if the server runs.</returns>
    /// <exception cref="StorageException">The server does not exist, or runs already.</exception>
    public Task<bool> StartAsync(
        string fqdn,
        LifecycleTiming timing = LifecycleTiming.Immediate,
        CancellationToken cancellationToken = default
    )
    {
        if (timing == LifecycleTiming.Immediate && IsRunning(Get(fqdn)))
        {
            throw new StorageException(ProblemCode.ConflictingFields, fqdn, "runs already", "stop it first");
        }

        return PowerOnAsync(fqdn, timing, cancellationToken);
    }

    /// <summary>Stops only the agent. The server stays a member of its cluster.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <exception cref="StorageException">The server does not exist.</exception>
    public void StopAgent(string fqdn)
    {
        Get(fqdn);
        EndRun(fqdn);
    }

    /// <summary>Stops a server's agent and removes the server from its cluster. No effect if it does not run.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="timing">Timing of the shutdown.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StorageException">The server does not exist.</exception>
    public async Task ShutdownAsync(
        string fqdn,
        LifecycleTiming timing = LifecycleTiming.Immediate,
        CancellationToken cancellationToken = default
    )
    {
        if (IsRunning(Get(fqdn)))
        {
            await GoDownAsync(fqdn, timing, cancellationToken);
        }
    }

    /// <summary>Shuts a server down if it runs, then starts it.</summary>
    /// <inheritdoc cref="ShutdownAsync"/>
    public async Task RebootAsync(
        string fqdn,
        LifecycleTiming timing = LifecycleTiming.Immediate,
        CancellationToken cancellationToken = default
    )
    {
        await ShutdownAsync(fqdn, timing, cancellationToken);
        await PowerOnAsync(fqdn, timing, cancellationToken);
    }

    /// <summary>Starts every registered server that has power.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task StartAllAsync(CancellationToken cancellationToken = default)
    {
        foreach (StorageServer server in All)
        {
            if (IsThere(server.Name.Fqdn) && !IsRunning(server))
            {
                await PowerOnAsync(server.Name.Fqdn, LifecycleTiming.Immediate, cancellationToken);
            }
        }
    }

    internal async Task<bool> PowerOnAsync(string fqdn, LifecycleTiming timing, CancellationToken cancellationToken)
    {
        TimeSpan waited = await WaitForShutdownAsync(fqdn, timing, cancellationToken);
        Get(fqdn);
        if (await BeginStartAsync(fqdn, cancellationToken) is not { } server)
        {
            return IsAgentRunning(fqdn);
        }

        await DelayAsync(timing, LeastTime - waited, cancellationToken);
        bool isUp = EndStart(server);
        if (isUp)
        {
            await ApplyAsync(server, HaEvent.Join(server.Name.Node), cancellationToken);
        }

        if (IsThere(fqdn))
        {
            await ChangeAsync(fqdn, now => now.BootedAt == server.BootedAt ? now with { IsStartingUp = false } : now, cancellationToken);
        }

        return isUp;
    }

    // Check and start are one step, so that only one of two concurrent callers starts the server.
    private Task<StorageServer?> BeginStartAsync(string fqdn, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            tables =>
            {
                StorageServer? before = tables.Servers.GetValueOrDefault(fqdn);
                if (before is null || !_power.HasPower(fqdn) || !before.IsRegistered || IsRunning(before))
                {
                    return (null, null);
                }

                StorageServer started = before with { IsStartingUp = true, BootedAt = _clock.GetUtcNow() };
                return ((StorageChange?)new StorageChange { Servers = [started] }, (StorageServer?)started);
            },
            cancellationToken
        );

    // During the start, the server can lose power, shut down or be removed.
    private bool EndStart(StorageServer started) =>
        _store.Read(tables =>
        {
            string fqdn = started.Name.Fqdn;
            bool isComing =
                tables.Servers.TryGetValue(fqdn, out StorageServer? now)
                && now is { IsStartingUp: true, IsShuttingDown: false, IsRegistered: true }
                && now.BootedAt == started.BootedAt;
            return isComing && _power.HasPower(fqdn) && _running.TryAdd(fqdn, new AgentRun());
        });

    internal Task PowerOffAsync(string fqdn, LifecycleTiming timing, CancellationToken cancellationToken)
    {
        // The reference simulator treats a server without a running agent as off and leaves it in its cluster.
        bool isOff = !IsRunning(Get(fqdn)) && _store.Read(tables => tables.Setup.Rules == HaRuleSet.Compat);
        return isOff ? Task.CompletedTask : GoDownAsync(fqdn, timing, cancellationToken);
    }

    /// <summary>After a crash, resets servers that were starting or shutting down.</summary>
    /// <remarks>The reference simulator keeps these states and has every node join.</remarks>
    internal async Task ResumeAsync(CancellationToken cancellationToken)
    {
        bool isCompat = _store.Read(tables => tables.Setup.Rules == HaRuleSet.Compat);
        foreach (StorageServer server in All)
        {
            if (isCompat)
            {
                await ApplyAsync(server, HaEvent.Join(server.Name.Node), cancellationToken);
            }
            else
            {
                await ChangeAsync(
                    server.Name.Fqdn,
                    before => before with { IsStartingUp = false, IsShuttingDown = false },
                    cancellationToken
                );
            }
        }
    }

    private bool IsThere(string fqdn) => _store.Read(tables => tables.Servers.ContainsKey(fqdn));

    private bool IsRunning(StorageServer server) => server.IsStartingUp || server.IsShuttingDown || IsAgentRunning(server.Name.Fqdn);

    private async Task GoDownAsync(string fqdn, LifecycleTiming timing, CancellationToken cancellationToken)
    {
        StorageServer server = await ChangeAsync(
            fqdn,
            before => before with { IsShuttingDown = true, IsStartingUp = false },
            cancellationToken
        );
        EndRun(fqdn);
        await ApplyAsync(server, HaEvent.Leave(server.Name.Node), cancellationToken);
        await DelayAsync(timing, LeastTime, cancellationToken);
        if (IsThere(fqdn))
        {
            await ChangeAsync(fqdn, before => before with { IsShuttingDown = false }, cancellationToken);
        }
    }

    private async Task<TimeSpan> WaitForShutdownAsync(string fqdn, LifecycleTiming timing, CancellationToken cancellationToken)
    {
        TimeSpan waited = TimeSpan.Zero;
        while (timing == LifecycleTiming.Simulated && IsThere(fqdn) && Get(fqdn).IsShuttingDown)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _clock, cancellationToken);
            waited += TimeSpan.FromSeconds(1);
        }

        return waited;
    }

    private Task DelayAsync(LifecycleTiming timing, TimeSpan time, CancellationToken cancellationToken) =>
        timing == LifecycleTiming.Simulated && time > TimeSpan.Zero ? Task.Delay(time, _clock, cancellationToken) : Task.CompletedTask;
}
