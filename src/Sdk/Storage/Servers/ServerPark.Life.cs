using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Servers;

// Coming up and going down, as the table of a server's states says.
public sealed partial class ServerPark
{
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(5);

    /// <summary>Starts a server by hand. Nothing happens without power or registration.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="pace">Whether it takes its time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it runs.</returns>
    /// <exception cref="StorageException">There is no such server, or it runs already.</exception>
    public Task<bool> StartAsync(string fqdn, LifePace pace = LifePace.AtOnce, CancellationToken cancellationToken = default)
    {
        if (pace == LifePace.AtOnce && IsRunning(Of(fqdn)))
        {
            throw new StorageException(ProblemCode.Conflict, fqdn, "runs already", "stop it first");
        }

        return PowerOnAsync(fqdn, pace, cancellationToken);
    }

    /// <summary>Stops the agent alone; the server stays a member of its cluster.</summary>
    /// <param name="fqdn">The server.</param>
    /// <exception cref="StorageException">There is no such server.</exception>
    public void StopAgent(string fqdn)
    {
        Of(fqdn);
        EndRun(fqdn);
    }

    /// <summary>Shuts a server down: its agent ends, and it leaves its cluster. Nothing happens when it does not run.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="pace">Whether it takes its time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageException">There is no such server.</exception>
    public async Task ShutdownAsync(string fqdn, LifePace pace = LifePace.AtOnce, CancellationToken cancellationToken = default)
    {
        if (IsRunning(Of(fqdn)))
        {
            await GoDownAsync(fqdn, pace, cancellationToken);
        }
    }

    /// <summary>Shuts a server down if it runs, and starts it.</summary>
    /// <inheritdoc cref="ShutdownAsync"/>
    public async Task RebootAsync(string fqdn, LifePace pace = LifePace.AtOnce, CancellationToken cancellationToken = default)
    {
        await ShutdownAsync(fqdn, pace, cancellationToken);
        await PowerOnAsync(fqdn, pace, cancellationToken);
    }

    /// <summary>Starts every server that has power and is registered.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task StartAllAsync(CancellationToken cancellationToken = default)
    {
        foreach (Server server in All)
        {
            if (IsThere(server.Name.Fqdn) && !IsRunning(server))
            {
                await PowerOnAsync(server.Name.Fqdn, LifePace.AtOnce, cancellationToken);
            }
        }
    }

    internal async Task<bool> PowerOnAsync(string fqdn, LifePace pace, CancellationToken cancellationToken)
    {
        TimeSpan waited = await WaitForShutdownAsync(fqdn, pace, cancellationToken);
        Of(fqdn);
        if (await BeginAsync(fqdn, cancellationToken) is not { } server)
        {
            return RunsAgent(fqdn);
        }

        await TakeTimeAsync(pace, LeastTime - waited, cancellationToken);
        bool isUp = EndStart(server);
        if (isUp)
        {
            await TellAsync(server, HaEvent.Join(server.Name.Node), cancellationToken);
        }

        if (IsThere(fqdn))
        {
            await ChangeAsync(fqdn, now => now.BootedAt == server.BootedAt ? now with { IsStartingUp = false } : now, cancellationToken);
        }

        return isUp;
    }

    // Looked at and begun in one step: of two who start it one does.
    private Task<Server?> BeginAsync(string fqdn, CancellationToken cancellationToken) => _book.ChangeAsync(
        tables =>
        {
            Server? before = tables.Servers.GetValueOrDefault(fqdn);
            if (before is null || !_power.HasPower(fqdn) || !before.IsRegistered || IsRunning(before))
            {
                return (null, null);
            }

            Server begun = before with { IsStartingUp = true, BootedAt = _clock.GetUtcNow() };
            return ((StorageChange?)new StorageChange { Servers = [begun] }, (Server?)begun);
        },
        cancellationToken);

    // Power may be lost while it comes up, and it may be shut down or removed.
    private bool EndStart(Server begun) => _book.Read(tables =>
    {
        string fqdn = begun.Name.Fqdn;
        bool isComing = tables.Servers.TryGetValue(fqdn, out Server? now) && now is { IsStartingUp: true, IsShuttingDown: false, IsRegistered: true } && now.BootedAt == begun.BootedAt;
        return isComing && _power.HasPower(fqdn) && _running.TryAdd(fqdn, new AgentRun());
    });

    internal Task PowerOffAsync(string fqdn, LifePace pace, CancellationToken cancellationToken)
    {
        // The reference takes a server for off when its agent does not run, and leaves it in its cluster.
        bool isOff = !IsRunning(Of(fqdn)) && _book.Read(tables => tables.Setup.Rules == RuleSet.Compat);
        return isOff ? Task.CompletedTask : GoDownAsync(fqdn, pace, cancellationToken);
    }

    /// <summary>Puts in order what a crash left: nothing is coming up or going down. The reference keeps that, and has every node join.</summary>
    internal async Task ResumeAsync(CancellationToken cancellationToken)
    {
        bool isCompat = _book.Read(tables => tables.Setup.Rules == RuleSet.Compat);
        foreach (Server server in All)
        {
            if (isCompat)
            {
                await TellAsync(server, HaEvent.Join(server.Name.Node), cancellationToken);
            }
            else
            {
                await ChangeAsync(server.Name.Fqdn, before => before with { IsStartingUp = false, IsShuttingDown = false }, cancellationToken);
            }
        }
    }

    private bool IsThere(string fqdn) => _book.Read(tables => tables.Servers.ContainsKey(fqdn));

    private bool IsRunning(Server server) => server.IsStartingUp || server.IsShuttingDown || RunsAgent(server.Name.Fqdn);

    private async Task GoDownAsync(string fqdn, LifePace pace, CancellationToken cancellationToken)
    {
        Server server = await ChangeAsync(fqdn, before => before with { IsShuttingDown = true, IsStartingUp = false }, cancellationToken);
        EndRun(fqdn);
        await TellAsync(server, HaEvent.Leave(server.Name.Node), cancellationToken);
        await TakeTimeAsync(pace, LeastTime, cancellationToken);
        if (IsThere(fqdn))
        {
            await ChangeAsync(fqdn, before => before with { IsShuttingDown = false }, cancellationToken);
        }
    }

    private async Task<TimeSpan> WaitForShutdownAsync(string fqdn, LifePace pace, CancellationToken cancellationToken)
    {
        TimeSpan waited = TimeSpan.Zero;
        while (pace == LifePace.Simulated && IsThere(fqdn) && Of(fqdn).IsShuttingDown)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _clock, cancellationToken);
            waited += TimeSpan.FromSeconds(1);
        }

        return waited;
    }

    private Task TakeTimeAsync(LifePace pace, TimeSpan time, CancellationToken cancellationToken) =>
        pace == LifePace.Simulated && time > TimeSpan.Zero ? Task.Delay(time, _clock, cancellationToken) : Task.CompletedTask;
}
