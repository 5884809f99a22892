using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Goes on with nodes of one site: servers that failed are made again within their lease, those that run get their address.</summary>
/// <param name="options">How often a server is made, and whether there are addresses.</param>
internal sealed class NodeKeeper(SiteDesk desk, ChameleonOptions options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ILogger _logger = desk.Session.Logger;
    private readonly ConcurrentDictionary<string, Remake> _remakes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Problem> _unaddressed = new(StringComparer.Ordinal);

    /// <summary>Why a node will not be ready; null: nothing is known.</summary>
    public Problem? ProblemOf(PlacedNode node) =>
        _remakes.GetValueOrDefault(node.Mark.Node.Token)?.Problem ?? _unaddressed.GetValueOrDefault(node.Mark.Node.Token)
        ?? (node.Server is { Status: "ERROR", Fault.Message: { Length: > 0 } message } ? ChameleonProblems.ServerFailed(node.Mark.Node.Name, message) : null);

    /// <summary>Servers as nodes, together with nodes that have none just now.</summary>
    public ValueList<PlacedNode> WithMissing(ValueList<PlacedNode> servers)
    {
        HashSet<string> known = [.. servers.Select(node => node.Mark.Node.Token)];
        return [.. servers, .. _remakes.Where(remake => !known.Contains(remake.Key)).Select(remake => remake.Value.Failed with { Mark = remake.Value.Next })];
    }

    /// <summary>What a node is doing.</summary>
    public ResourceState StateOf(PlacedNode node, SiteSight sight)
    {
        LeaseSight? lease = sight.LeaseOf(node);
        Remake? remake = _remakes.GetValueOrDefault(node.Mark.Node.Token);
        return node.IsLeaving && remake is null ? ResourceState.Leaving
            : lease is { IsEnding: true } ? ResourceState.Leaving
            : lease is { HasFailed: true } || remake?.Problem is not null ? ResourceState.Failed
            : remake is not null ? ResourceState.Pending
            : node.Server.Status switch
            {
                "ACTIVE" when !desk.Addresses.IsUsed || sight.AddressOf(node) is { IsAttached: true } => ResourceState.Ready,
                "ACTIVE" => _unaddressed.ContainsKey(node.Mark.Node.Token) ? ResourceState.Failed : ResourceState.Pending,
                "BUILD" or "REBUILD" or "REBOOT" or "HARD_REBOOT" => ResourceState.Pending,
                "ERROR" when IsWorthAnother(node, lease) => ResourceState.Pending,
                _ => ResourceState.Failed,
            };
    }

    /// <summary>Begins what is to be done next for the nodes of an owner.</summary>
    /// <returns>Whether anything was begun.</returns>
    public async Task<bool> GoOnAsync(Owner owner, SiteSight sight, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            bool isBegun = false;
            foreach (PlacedNode node in sight.Nodes.Where(node => node.Owner == owner && !cancellationToken.IsCancellationRequested))
            {
                isBegun |= await GoOnAsync(node, sight);
            }

            return isBegun;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Notes that a node is removed, or changed.</summary>
    /// <param name="token">The token that made it.</param>
    /// <param name="changed">Its mark after the change; null: it is removed.</param>
    /// <returns>Whether it has no server just now.</returns>
    public bool Note(string token, ResourceMark? changed)
    {
        if (changed is null)
        {
            _unaddressed.TryRemove(token, out _);
            return _remakes.TryRemove(token, out _);
        }

        return _remakes.TryGetValue(token, out Remake? remake) && _remakes.TryUpdate(token, remake with { Next = remake.Next with { Node = changed } }, remake);
    }

    public void Dispose() => _turn.Dispose();

    private bool IsWorthAnother(PlacedNode node, LeaseSight? lease) => node.Mark.Number < options.ServersMax && lease is { IsLive: true };

    private Task<bool> GoOnAsync(PlacedNode node, SiteSight sight) => _remakes.GetValueOrDefault(node.Mark.Node.Token) switch
    {
        { Problem: null } remake => RemakeAsync(remake, node, sight),
        null when node is { Server.Status: "ERROR", IsLeaving: false } && IsWorthAnother(node, sight.LeaseOf(node)) => RemoveAsync(node),
        null when node is { Server.Status: "ACTIVE", IsLeaving: false } && desk.Addresses.IsUsed && sight.LeaseOf(node) is not { IsLive: false } && sight.AddressOf(node) is not { IsAttached: true } => AddressAsync(node),
        _ => Task.FromResult(false),
    };

    private async Task<bool> RemoveAsync(PlacedNode node)
    {
        try
        {
            // Noted before it is done: the node is there all the time.
            _remakes[node.Mark.Node.Token] = new Remake(node, node.Mark with { Number = node.Mark.Number + 1 });
            await desk.Servers.RemoveAsync(node.Server.Id);
            ChameleonLog.ServerFailed(_logger, node.Server.Id, node.Mark.Node.Name, desk.Region);
            return true;
        }
        catch (RestException later) when (!later.IsRefusal)
        {
            // It is for the next look, which sees whether this took effect.
            ChameleonLog.PutOff(_logger, node.Mark.Node.Name, desk.Region, later.Reason);
            if (later.IsWithoutEffect)
            {
                _remakes.TryRemove(node.Mark.Node.Token, out _);
            }

            return false;
        }
    }

    private async Task<bool> RemakeAsync(Remake remake, PlacedNode node, SiteSight sight)
    {
        string token = node.Mark.Node.Token;
        if (node.Server.Id != remake.Failed.Server.Id)
        {
            _remakes.TryRemove(token, out _);
            return true;
        }

        if (sight.LeaseOf(node) is not { IsLive: true, Machines.Id: { } reservation } || options.Clock.GetUtcNow() - remake.AskedAt <= options.ConsistencyWindow)
        {
            return false;
        }

        try
        {
            Server? failed = await desk.Servers.FindAsync(remake.Failed.Server.Id, CancellationToken.None);
            if (failed is null)
            {
                await desk.Servers.MakeAsync(remake.Next, node.Owner, reservation);
                _remakes.TryRemove(token, out _);
                ChameleonLog.Remade(_logger, node.Mark.Node.Name, desk.Region, remake.Next.Number);
                return true;
            }

            if (failed.TaskState != "deleting")
            {
                await desk.Servers.RemoveAsync(failed.Id);
            }

            return false;
        }
        catch (RestException later) when (ChameleonProblems.Rest.MayPass(later))
        {
            ChameleonLog.PutOff(_logger, node.Mark.Node.Name, desk.Region, later.Reason);
            _remakes.TryUpdate(token, later.IsWithoutEffect ? remake : remake with { AskedAt = options.Clock.GetUtcNow() }, remake);
            return false;
        }
        catch (RestException refused) when (!refused.IsRefusal)
        {
            ChameleonLog.GivenUp(_logger, node.Mark.Node.Name, desk.Region, refused.Reason);
            _remakes.TryUpdate(token, remake with { Problem = ChameleonProblems.Rest.Of(refused, node.Mark.Node.Name) }, remake);
            return true;
        }
    }

    private async Task<bool> AddressAsync(PlacedNode node)
    {
        string token = node.Mark.Node.Token;
        try
        {
            bool isAttached = await desk.Addresses.AttachAsync(node.Server.Id, new AddressMark(node.Owner, token));
            _unaddressed.TryRemove(token, out _);
            if (isAttached)
            {
                ChameleonLog.Addressed(_logger, node.Mark.Node.Name, desk.Region);
            }

            return isAttached;
        }
        catch (RestException later) when (ChameleonProblems.Rest.MayPass(later))
        {
            // It is for the next look, which sees whether this took effect.
            ChameleonLog.PutOff(_logger, node.Mark.Node.Name, desk.Region, later.Reason);
            return false;
        }
        catch (RestException refused) when (!refused.IsRefusal)
        {
            bool isNew = _unaddressed.TryAdd(token, ChameleonProblems.Rest.Of(refused, node.Mark.Node.Name));
            if (isNew)
            {
                ChameleonLog.GivenUp(_logger, node.Mark.Node.Name, desk.Region, refused.Reason);
            }

            return isNew;
        }
    }
}

/// <summary>A node whose server failed and is made again.</summary>
/// <param name="Failed">The server that failed; it must be gone before its machine can be had again.</param>
internal sealed record Remake(PlacedNode Failed, ServerMark Next)
{
    /// <summary>When it was asked for without an answer; null: it was not.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Why it is not made any more; null: it is.</summary>
    public Problem? Problem { get; init; }
}
