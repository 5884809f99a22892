using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Availability;
using Scalewright.Storage.Power;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Servers;

/// <summary>Servers of a cluster and their lifecycle. After a restart, no agents run.</summary>
public sealed partial class ServerPool
{
    private readonly StorageStore _store;
    private readonly TimeProvider _clock;
    private readonly HaClusters _availability;
    private readonly PowerControl _power;
    private readonly Dictionary<string, AgentRun> _running = new(StringComparer.Ordinal);
    private readonly DeregistrationGuard _forgetting = new();

    internal ServerPool(StorageStore store, TimeProvider clock, HaClusters availability, PowerControl power) =>
        (_store, _clock, _availability, _power) = (store, clock, availability, power);

    /// <summary>Servers and workers, by name.</summary>
    public ValueList<StorageServer> All =>
        _store.Read(tables => tables.Servers.Values.OrderBy(server => server.Name.Fqdn, StringComparer.Ordinal).ToValueList());

    /// <summary>Returns a server.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <exception cref="StorageException">The server does not exist.</exception>
    public StorageServer Get(string fqdn) => _store.Read(tables => Find(tables, fqdn));

    /// <summary>Returns true if the agent of a server runs.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    public bool IsAgentRunning(string fqdn) => FindRun(fqdn) is not null;

    /// <summary>Called without locks once a deregistration or removal is durable, before a new registration.</summary>
    internal Action<string>? Forgotten { get; set; }

    internal AgentRun? FindRun(string fqdn) => _store.Read(_ => _running.GetValueOrDefault(fqdn));

    /// <summary>Records whether a server is registered at a manager.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="isRegistered">True if it is registered.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <exception cref="StorageException">The server does not exist.</exception>
    public async Task RegisterAsync(string fqdn, bool isRegistered = true, CancellationToken cancellationToken = default)
    {
        await WaitUntilForgottenAsync(fqdn, cancellationToken);
        await ChangeAsync(fqdn, server => server with { IsRegistered = isRegistered }, cancellationToken);
    }

    /// <summary>Waits until the deregistration of a server is complete.</summary>
    internal async Task WaitUntilForgottenAsync(string fqdn, CancellationToken cancellationToken)
    {
        while (_store.Read(_ => _forgetting.GetCompletion(fqdn)) is { } over)
        {
            // The change is being written, which always completes.
            await over;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Deregisters a server and stops its agent, unless the agent has restarted since the request.</summary>
    internal async Task DeregisterAsync(string fqdn, AgentRun? run, CancellationToken cancellationToken)
    {
        bool isDone = await ForgetAsync(
            fqdn,
            tables =>
            {
                if (!ReferenceEquals(run, _running.GetValueOrDefault(fqdn)) || !tables.Servers.TryGetValue(fqdn, out StorageServer? server))
                {
                    return null;
                }

                _running.Remove(fqdn);
                return new StorageChange { Servers = [server with { IsRegistered = false }] };
            },
            cancellationToken
        );
        if (isDone)
        {
            run?.End();
        }
    }

    // Deregistration is noted in the same step as the change and reported when it is durable. After a crash in between,
    // the program still has the key of a registered server.
    private async Task<bool> ForgetAsync(string fqdn, Func<StorageTables, StorageChange?> decide, CancellationToken cancellationToken)
    {
        bool isMarked = false;
        try
        {
            await _store.ChangeAsync(
                tables =>
                {
                    StorageChange? change = decide(tables);
                    if (change is not null)
                    {
                        isMarked = true;
                        _forgetting.Set(fqdn);
                    }

                    return change;
                },
                cancellationToken
            );
            if (isMarked)
            {
                Forgotten?.Invoke(fqdn);
            }
        }
        finally
        {
            if (isMarked)
            {
                _store.Read(_ => _forgetting.Clear(fqdn))?.TrySetResult();
            }
        }

        return isMarked;
    }

    /// <summary>Restarts all running agents. The servers stay up and in their clusters.</summary>
    internal void RestartAgents()
    {
        foreach (string fqdn in _store.Read(_ => _running.Keys.ToArray()))
        {
            RestartAgent(fqdn, FindRun(fqdn));
        }
    }

    /// <summary>Restarts the agent of a server if the given run is still its current run.</summary>
    internal void RestartAgent(string fqdn, AgentRun? run)
    {
        bool isDone = _store.Read(_ =>
        {
            if (run is null || !ReferenceEquals(run, _running.GetValueOrDefault(fqdn)))
            {
                return false;
            }

            _running[fqdn] = new AgentRun();
            return true;
        });
        if (isDone)
        {
            run!.End();
        }
    }

    private void EndRun(string fqdn)
    {
        AgentRun? ended = _store.Read(_ => _running.Remove(fqdn, out AgentRun? run) ? run : null);
        ended?.End();
    }

    internal Task<StorageServer> ChangeAsync(string fqdn, Func<StorageServer, StorageServer> change, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            tables =>
            {
                StorageServer before = Find(tables, fqdn);
                StorageServer after = change(before);
                return (after == before ? null : new StorageChange { Servers = [after] }, after);
            },
            cancellationToken
        );

    internal static StorageServer Find(StorageTables tables, string fqdn) =>
        tables.Servers.TryGetValue(fqdn, out StorageServer? server)
            ? server
            : throw new StorageException(ProblemCode.UnknownReference, fqdn, "is not a server", "name one of this cluster");

    private Task<HaResult> ApplyAsync(StorageServer server, HaEvent haEvent, CancellationToken cancellationToken) =>
        _availability.ApplyAsync(server.Cluster, haEvent, cancellationToken);
}

/// <summary>One run of a server's agent. A restarted agent always has a new run.</summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "The source has no timer and no handle; whoever still waits on its token would meet a disposed one."
)]
internal sealed class AgentRun
{
    private readonly CancellationTokenSource _end = new();

    /// <summary>Canceled when the run ends, before anything else happens to the server.</summary>
    public CancellationToken Ended => _end.Token;

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public void End() => _end.Cancel();
}

/// <summary>Servers whose deregistration is in progress. Registering them waits until it is complete.</summary>
/// <remarks>Accessed under the lock of the state only.</remarks>
internal sealed class DeregistrationGuard
{
    private readonly Dictionary<string, DeregistrationEntry> _entries = new(StringComparer.Ordinal);

    public void Set(string fqdn)
    {
        if (!_entries.TryGetValue(fqdn, out DeregistrationEntry? entry))
        {
            _entries[fqdn] = entry = new DeregistrationEntry();
        }

        entry.Count++;
    }

    /// <returns>Completion to signal outside of the lock; null while others are in progress.</returns>
    public TaskCompletionSource? Clear(string fqdn)
    {
        DeregistrationEntry entry = _entries[fqdn];
        entry.Count--;
        if (entry.Count > 0)
        {
            return null;
        }

        _entries.Remove(fqdn);
        return entry.Ended;
    }

    /// <summary>Returns a task that completes with the deregistration; null if none is in progress.</summary>
    public Task? GetCompletion(string fqdn) => _entries.GetValueOrDefault(fqdn)?.Ended.Task;

    private sealed class DeregistrationEntry
    {
        public TaskCompletionSource Ended { get; } = new();

        public int Count { get; set; }
    }
}
