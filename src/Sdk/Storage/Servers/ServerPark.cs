using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Availability;
using Scalewright.Storage.Power;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Servers;

/// <summary>The life of the servers. Whether an agent runs is not remembered: after a restart none does.</summary>
public sealed partial class ServerPark
{
    private readonly StorageBook _book;
    private readonly TimeProvider _clock;
    private readonly HaClusters _availability;
    private readonly PowerControl _power;
    private readonly Dictionary<string, AgentRun> _running = new(StringComparer.Ordinal);
    private readonly ForgettingMarks _forgetting = new();

    internal ServerPark(StorageBook book, TimeProvider clock, HaClusters availability, PowerControl power) =>
        (_book, _clock, _availability, _power) = (book, clock, availability, power);

    /// <summary>The servers and workers, by name.</summary>
    public ValueList<Server> All => _book.Read(tables => tables.Servers.Values.OrderBy(server => server.Name.Fqdn, StringComparer.Ordinal).ToValueList());

    /// <summary>A server.</summary>
    /// <param name="fqdn">Its full name.</param>
    /// <exception cref="StorageException">There is no such server.</exception>
    public Server Of(string fqdn) => _book.Read(tables => Find(tables, fqdn));

    /// <summary>Whether the agent of a server runs.</summary>
    /// <param name="fqdn">Its full name.</param>
    public bool RunsAgent(string fqdn) => RunOf(fqdn) is not null;

    /// <summary>Told of a server that no manager knows any more, or that is gone, when that is on disk and before anyone can register it again. Nothing is locked then.</summary>
    internal Action<string>? Forgotten { get; set; }

    /// <summary>The run of the agent of a server; null while none runs.</summary>
    internal AgentRun? RunOf(string fqdn) => _book.Read(_ => _running.GetValueOrDefault(fqdn));

    /// <summary>Notes that a manager knows a server from now on, or no more.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="isRegistered">Known or not.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <exception cref="StorageException">There is no such server.</exception>
    public async Task RegisterAsync(string fqdn, bool isRegistered = true, CancellationToken cancellationToken = default)
    {
        await WaitUntilForgottenAsync(fqdn, cancellationToken);
        await ChangeAsync(fqdn, server => server with { IsRegistered = isRegistered }, cancellationToken);
    }

    /// <summary>Waits while a server is being forgotten.</summary>
    internal async Task WaitUntilForgottenAsync(string fqdn, CancellationToken cancellationToken)
    {
        while (_book.Read(_ => _forgetting.Of(fqdn)) is { } over)
        {
            // Its change is on the way to the disk: that ends by itself.
            await over;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends a registration and the agent with it, when the server still has the run in which that was asked for.</summary>
    internal async Task DeregisterAsync(string fqdn, AgentRun? run, CancellationToken cancellationToken)
    {
        bool isDone = await ForgetAsync(
            fqdn,
            tables =>
            {
                if (!ReferenceEquals(run, _running.GetValueOrDefault(fqdn)) || !tables.Servers.TryGetValue(fqdn, out Server? server))
                {
                    return null;
                }

                _running.Remove(fqdn);
                return new StorageChange { Servers = [server with { IsRegistered = false }] };
            },
            cancellationToken);
        if (isDone)
        {
            run?.End();
        }
    }

    // Marked in the same step as the change, told when the change is durable: a program that dies in between still has the key of a server that is registered.
    private async Task<bool> ForgetAsync(string fqdn, Func<StorageTables, StorageChange?> decide, CancellationToken cancellationToken)
    {
        bool isMarked = false;
        try
        {
            await _book.ChangeAsync(
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
                cancellationToken);
            if (isMarked)
            {
                Forgotten?.Invoke(fqdn);
            }
        }
        finally
        {
            if (isMarked)
            {
                _book.Read(_ => _forgetting.Clear(fqdn))?.TrySetResult();
            }
        }

        return isMarked;
    }

    /// <summary>Starts the agents of all servers again that run; the servers stay up and in their clusters.</summary>
    internal void RestartAgents()
    {
        foreach (string fqdn in _book.Read(_ => _running.Keys.ToArray()))
        {
            RestartAgent(fqdn, RunOf(fqdn));
        }
    }

    /// <summary>Starts the agent of a server again, when it still has this run.</summary>
    internal void RestartAgent(string fqdn, AgentRun? run)
    {
        bool isDone = _book.Read(_ =>
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
        AgentRun? ended = _book.Read(_ => _running.Remove(fqdn, out AgentRun? run) ? run : null);
        ended?.End();
    }

    /// <summary>Changes a server.</summary>
    internal Task<Server> ChangeAsync(string fqdn, Func<Server, Server> change, CancellationToken cancellationToken) => _book.ChangeAsync(
        tables =>
        {
            Server before = Find(tables, fqdn);
            Server after = change(before);
            return (after == before ? null : new StorageChange { Servers = [after] }, after);
        },
        cancellationToken);

    internal static Server Find(StorageTables tables, string fqdn) => tables.Servers.TryGetValue(fqdn, out Server? server)
        ? server
        : throw new StorageException(ProblemCode.UnknownReference, fqdn, "is no server", "name one of this cluster");

    private Task<HaOutcome> TellAsync(Server server, HaEvent happening, CancellationToken cancellationToken) =>
        _availability.ApplyAsync(server.Cluster, happening, cancellationToken);
}

/// <summary>One run of the agent of a server, from its start to its end. An agent that starts again has another, however soon that is.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle; whoever still waits on its token would meet a disposed one.")]
internal sealed class AgentRun
{
    private readonly CancellationTokenSource _end = new();

    /// <summary>Falls when the run ends, before anything else can happen to the server.</summary>
    public CancellationToken Ended => _end.Token;

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public void End() => _end.Cancel();
}

/// <summary>Servers that are being forgotten: whoever registers one of them waits until that is over. Looked at and changed under the lock of the book alone.</summary>
internal sealed class ForgettingMarks
{
    private readonly Dictionary<string, Mark> _marks = new(StringComparer.Ordinal);

    public void Set(string fqdn)
    {
        if (!_marks.TryGetValue(fqdn, out Mark? mark))
        {
            _marks[fqdn] = mark = new Mark();
        }

        mark.Count++;
    }

    /// <summary>Takes a mark away.</summary>
    /// <returns>What to complete outside of the lock; null while another mark is left.</returns>
    public TaskCompletionSource? Clear(string fqdn)
    {
        Mark mark = _marks[fqdn];
        mark.Count--;
        if (mark.Count > 0)
        {
            return null;
        }

        _marks.Remove(fqdn);
        return mark.Over;
    }

    /// <summary>Ends when a server is not being forgotten; null when it is not now.</summary>
    public Task? Of(string fqdn) => _marks.GetValueOrDefault(fqdn)?.Over.Task;

    private sealed class Mark
    {
        public TaskCompletionSource Over { get; } = new();

        public int Count { get; set; }
    }
}
