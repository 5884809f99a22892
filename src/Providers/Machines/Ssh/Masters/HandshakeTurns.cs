using System.Collections.Concurrent;
using Scalewright.Agents;

namespace Scalewright.Providers.Ssh.Masters;

/// <summary>Lets a limited number of logins be under way at once, to each server and in all.</summary>
internal sealed class HandshakeTurns(SshOptions options) : IDisposable
{
    private static readonly TimeSpan BackoffStart = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    private readonly ClientAbilities _client = new(options.Program);
    private readonly Refusals _refusals = new(options.Clock);
    private readonly SemaphoreSlim _all = new(options.HandshakesTotalMax);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _servers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _chanceGate = new();

    /// <summary>Logs in when it is its turn; again, after a while, where the server turned it away for being busy.</summary>
    /// <exception cref="LoginException">It did not come about.</exception>
    public async Task<Master> LoginAsync(NodeAddress address, ControlFolder folder, CancellationToken cancellationToken)
    {
        _refusals.Check(address);
        SemaphoreSlim server = _servers.GetOrAdd($"{address.Host}:{address.Port}", _ => new SemaphoreSlim(options.HandshakesMax));
        for (int attempt = 1; ; attempt++)
        {
            await server.WaitAsync(cancellationToken);
            try
            {
                await _all.WaitAsync(cancellationToken);
                try
                {
                    SshOptions able = options with { TellsKeys = await _client.TellsKeysAsync(cancellationToken) };
                    Master master = await Master.StartAsync(able, address, folder, cancellationToken);
                    _refusals.Remove(address);
                    return master;
                }
                finally
                {
                    _all.Release();
                }
            }
            catch (LoginException busy) when (busy.MayRetry && attempt < options.AttemptsMax)
            {
            }
            catch (LoginException refused) when (SshProblems.IsRefusal(refused.Problem))
            {
                _refusals.Add(address, refused.Problem);
                throw;
            }
            finally
            {
                server.Release();
            }

            await Task.Delay(Backoff(attempt), options.Clock, cancellationToken);
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        foreach (SemaphoreSlim server in _servers.Values)
        {
            server.Dispose();
        }
    }

    // Between the half and the whole of what has doubled with each attempt: those turned away together come back apart.
    private TimeSpan Backoff(int attempt)
    {
        TimeSpan whole = TimeSpan.FromTicks(Math.Min(BackoffMax.Ticks, BackoffStart.Ticks << attempt));
        lock (_chanceGate)
        {
            return whole * ((1 + options.Chance.NextDouble()) / 2);
        }
    }
}
