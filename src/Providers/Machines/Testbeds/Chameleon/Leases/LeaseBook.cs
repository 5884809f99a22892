using Scalewright.Providers.Chameleon.Sessions;
using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>The leases of a project at one site.</summary>
/// <param name="options">How late lists may be.</param>
internal sealed class LeaseBook(SiteSession session, ChameleonOptions options)
{
    /// <summary>The service's word for whole machines.</summary>
    public const string HostResource = "physical:host";

    private readonly ConcurrentDictionary<string, DateTimeOffset> _recent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>All leases, those included that were made here a moment ago and that the list may not show yet.</summary>
    public async Task<ValueList<LeaseSight>> AllAsync(CancellationToken cancellationToken)
    {
        LeaseList answer = await session.GetAsync(Service.Reservation, "leases", ChameleonJson.Default.LeaseList, cancellationToken);
        List<Lease> found = [.. answer.Leases ?? throw new RestException(200, "the answer is no list") { IsNonsense = true }];
        HashSet<string> known = [.. found.Select(lease => lease.Id)];
        foreach ((string id, DateTimeOffset at) in _recent.ToArray())
        {
            if (options.Clock.GetUtcNow() - at > options.ConsistencyWindow)
            {
                _recent.TryRemove(id, out _);
            }
            else if (!known.Contains(id) && await FindAsync(id, cancellationToken) is { } hidden)
            {
                found.Add(hidden.Wire);
            }
        }

        return [.. found.Select(lease => new LeaseSight(session.Region, lease))];
    }

    /// <summary>A lease as it is now; null: there is none of this id.</summary>
    public async Task<LeaseSight?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await session.FindAsync(Service.Reservation, PathOf(id), ChameleonJson.Default.LeaseAnswer, cancellationToken))?.Lease is { } lease ? new LeaseSight(session.Region, lease) : null;

    /// <summary>Asks for machines. Names are used once: when an answer is lost, the lease is found by its name.</summary>
    /// <exception cref="RestException">It was refused, or nobody knows what came of it.</exception>
    public async Task<LeaseSight> ReserveAsync(string name, string type, int machines, DateTimeOffset? start)
    {
        DateTimeOffset now = options.Clock.GetUtcNow();
        DateTimeOffset begin = start is { } wanted && wanted > now ? LeaseTime.RoundUp(wanted) : now;
        LeaseRequest request = new()
        {
            Name = name,
            StartDate = begin > now ? LeaseTime.Write(begin) : "now",
            EndDate = LeaseTime.Write(LeaseTime.RoundUp(begin + options.Length)),
            Reservations = [new Reservation { ResourceType = HostResource, Min = machines, Max = machines, ResourceProperties = NodeTypeRule.Write(type), HypervisorProperties = "" }],
        };
        try
        {
            LeaseAnswer answer = await session.AskAsync(Service.Reservation, HttpMethod.Post, "leases", request, ChameleonJson.Default.LeaseRequest, ChameleonJson.Default.LeaseAnswer);
            Lease made = answer.Lease ?? throw new RestException(200, "a lease was taken, and not told") { IsNonsense = true };
            _recent[made.Id] = now;
            LeaseSight sight = new(session.Region, made);
            ChameleonLog.Reserved(session.Logger, sight.Id, session.Region, sight.Starts, sight.Ends, sight.Room);
            return sight;
        }
        catch (RestException lost) when (!lost.IsWithoutEffect || lost.Status == 409)
        {
            LeaseSight? found = await NamedAsync(name);
            if (found is null)
            {
                throw;
            }

            return found;
        }
    }

    /// <summary>Ends a lease; done when it is over already.</summary>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public async Task EndAsync(string id)
    {
        try
        {
            await session.RemoveAsync(Service.Reservation, PathOf(id));
            ChameleonLog.Ended(session.Logger, id, session.Region);
        }
        catch (RestException refused) when (refused.Status is 400 or 409)
        {
            // A lease that is being started or ended cannot be ended: the one goes away by itself, the other is still there.
            if (await FindAsync(id, CancellationToken.None) is { IsEnding: false })
            {
                throw;
            }
        }
    }

    /// <summary>Moves the end of a lease; the service wants to know the new one.</summary>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public async Task<LeaseSight> ExtendAsync(LeaseSight lease, TimeSpan by)
    {
        LeaseChange change = new() { EndDate = LeaseTime.Write(LeaseTime.RoundUp(lease.Ends + by)) };
        LeaseAnswer answer = await session.AskAsync(Service.Reservation, HttpMethod.Put, PathOf(lease.Id), change, ChameleonJson.Default.LeaseChange, ChameleonJson.Default.LeaseAnswer);
        LeaseSight moved = answer.Lease is { } changed ? new LeaseSight(session.Region, changed) : lease;
        ChameleonLog.Extended(session.Logger, lease.Id, session.Region, moved.Ends);
        return moved;
    }

    /// <summary>Notes that a lease is being filled: as long as it is, it is not without nodes.</summary>
    public void Hold(string id) => _held.AddOrUpdate(id, 1, static (_, count) => count + 1);

    /// <summary>Notes that it is no more.</summary>
    public void Release(string id) => _held.AddOrUpdate(id, 0, static (_, count) => count - 1);

    public bool IsHeld(string id) => _held.GetValueOrDefault(id) > 0;

    /// <summary>Tells that a lease is waited for.</summary>
    public void Await(LeaseSight lease) => ChameleonLog.Waits(session.Logger, lease.Id, session.Region, lease.Status, lease.Starts);

    private static string PathOf(string id) => $"leases/{Uri.EscapeDataString(id)}";

    private async Task<LeaseSight?> NamedAsync(string name)
    {
        try
        {
            return (await AllAsync(CancellationToken.None)).FirstOrDefault(lease => lease.Name == name && lease.IsLive);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return null;
        }
    }
}
