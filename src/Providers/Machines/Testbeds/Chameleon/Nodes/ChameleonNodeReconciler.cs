using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Advances nodes of one site: replaces failed servers, and assigns addresses to running ones.</summary>
internal sealed class ChameleonNodeReconciler(SiteClient site, ChameleonOptions options) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ILogger _logger = site.Session.Logger;
    private readonly ConcurrentDictionary<string, NodeReplacement> _replacements = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Problem> _addressProblems = new(StringComparer.Ordinal);

    /// <summary>Reason why a node will not become ready; null if unknown.</summary>
    public Problem? GetProblem(ChameleonNode node) =>
        _replacements.GetValueOrDefault(node.Tag.Node.Token)?.Problem
        ?? _addressProblems.GetValueOrDefault(node.Tag.Node.Token)
        ?? (
            node.Server is { Status: "ERROR", Fault.Message: { Length: > 0 } message }
                ? ChameleonProblems.ServerFailed(node.Tag.Node.Name, message)
                : null
        );

    /// <summary>Adds the nodes that temporarily have no server because it is being replaced.</summary>
    public ValueList<ChameleonNode> WithMissing(ValueList<ChameleonNode> servers)
    {
        HashSet<string> serverTokens = [.. servers.Select(node => node.Tag.Node.Token)];
        return
        [
            .. servers,
            .. _replacements
                .Where(replacement => !serverTokens.Contains(replacement.Key))
                .Select(replacement => replacement.Value.Failed with { Tag = replacement.Value.Next }),
        ];
    }

    public ResourceState GetState(ChameleonNode node, SiteSnapshot snapshot)
    {
        LeaseSnapshot? lease = snapshot.FindLease(node);
        NodeReplacement? replacement = _replacements.GetValueOrDefault(node.Tag.Node.Token);
        if ((node.IsDeleting && replacement is null) || lease is { IsEnding: true })
        {
            return ResourceState.Deleting;
        }

        if (lease is { HasFailed: true } || replacement?.Problem is not null)
        {
            return ResourceState.Failed;
        }

        if (replacement is not null)
        {
            return ResourceState.Pending;
        }

        return node.Server.Status switch
        {
            "ACTIVE" when !site.Addresses.IsUsed => ResourceState.Ready,
            "ACTIVE" when snapshot.FindAddress(node) is { IsAttached: true } => ResourceState.Ready,
            "ACTIVE" => _addressProblems.ContainsKey(node.Tag.Node.Token) ? ResourceState.Failed : ResourceState.Pending,
            "BUILD" or "REBUILD" or "REBOOT" or "HARD_REBOOT" => ResourceState.Pending,
            "ERROR" when IsWorthAnother(node, lease) => ResourceState.Pending,
            _ => ResourceState.Failed,
        };
    }

    /// <summary>Starts the next actions for the nodes of an owner. Returns true if any action was started.</summary>
    public async Task<bool> StartNextActionsAsync(Owner owner, SiteSnapshot snapshot, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            bool isStarted = false;
            foreach (ChameleonNode node in snapshot.Nodes.Where(node => node.Owner == owner && !cancellationToken.IsCancellationRequested))
            {
                isStarted |= await ResumeAsync(node, snapshot);
            }

            return isStarted;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Records that a node is removed or changed. Returns true if its server is being replaced.</summary>
    /// <param name="token">Token of the step that created the node.</param>
    /// <param name="changed">Tag after the change; null if the node is removed.</param>
    public bool RecordChange(string token, StoredResourceTag? changed)
    {
        if (changed is null)
        {
            _addressProblems.TryRemove(token, out _);
            return _replacements.TryRemove(token, out _);
        }

        return _replacements.TryGetValue(token, out NodeReplacement? replacement)
            && _replacements.TryUpdate(token, replacement with { Next = replacement.Next with { Node = changed } }, replacement);
    }

    public void Dispose() => _gate.Dispose();

    private bool IsWorthAnother(ChameleonNode node, LeaseSnapshot? lease) =>
        node.Tag.Number < options.MaxServerAttempts && lease is { IsLive: true };

    private Task<bool> ResumeAsync(ChameleonNode node, SiteSnapshot snapshot) =>
        _replacements.GetValueOrDefault(node.Tag.Node.Token) switch
        {
            { Problem: null } replacement => ReplaceAsync(replacement, node, snapshot),
            null when node is { Server.Status: "ERROR", IsDeleting: false } && IsWorthAnother(node, snapshot.FindLease(node)) =>
                RemoveAsync(node),
            null
                when node is { Server.Status: "ACTIVE", IsDeleting: false }
                    && site.Addresses.IsUsed
                    && snapshot.FindLease(node) is not { IsLive: false }
                    && snapshot.FindAddress(node) is not { IsAttached: true } => AttachAddressAsync(node),
            _ => Task.FromResult(false),
        };

    private async Task<bool> RemoveAsync(ChameleonNode node)
    {
        try
        {
            // Recorded before the server is removed, so that the node is always listed.
            _replacements[node.Tag.Node.Token] = new NodeReplacement(node, node.Tag with { Number = node.Tag.Number + 1 });
            await site.Servers.RemoveAsync(node.Server.Id);
            ChameleonLog.ServerFailed(_logger, node.Server.Id, node.Tag.Node.Name, site.Region);
            return true;
        }
        catch (RestException exception) when (!exception.IsRefusal)
        {
            // The next poll shows whether the request took effect, and repeats it if necessary.
            ChameleonLog.NodePostponed(_logger, node.Tag.Node.Name, site.Region, exception.Reason);
            if (exception.IsWithoutEffect)
            {
                _replacements.TryRemove(node.Tag.Node.Token, out _);
            }

            return false;
        }
    }

    private async Task<bool> ReplaceAsync(NodeReplacement replacement, ChameleonNode node, SiteSnapshot snapshot)
    {
        string token = node.Tag.Node.Token;
        if (node.Server.Id != replacement.Failed.Server.Id)
        {
            _replacements.TryRemove(token, out _);
            return true;
        }

        if (
            snapshot.FindLease(node) is not { IsLive: true, Machines.Id: { } reservation }
            || options.Clock.GetUtcNow() - replacement.RequestedAt <= options.ConsistencyWindow
        )
        {
            return false;
        }

        try
        {
            NovaServer? failed = await site.Servers.FindAsync(replacement.Failed.Server.Id, CancellationToken.None);
            if (failed is null)
            {
                await site.Servers.MakeAsync(replacement.Next, node.Owner, reservation);
                _replacements.TryRemove(token, out _);
                ChameleonLog.ServerReplaced(_logger, node.Tag.Node.Name, site.Region, replacement.Next.Number);
                return true;
            }

            if (failed.TaskState != "deleting")
            {
                await site.Servers.RemoveAsync(failed.Id);
            }

            return false;
        }
        catch (RestException exception) when (ChameleonProblems.Rest.CanRetry(exception))
        {
            ChameleonLog.NodePostponed(_logger, node.Tag.Node.Name, site.Region, exception.Reason);
            _replacements.TryUpdate(
                token,
                exception.IsWithoutEffect ? replacement : replacement with { RequestedAt = options.Clock.GetUtcNow() },
                replacement
            );
            return false;
        }
        catch (RestException exception) when (!exception.IsRefusal)
        {
            ChameleonLog.NodeFailed(_logger, node.Tag.Node.Name, site.Region, exception.Reason);
            _replacements.TryUpdate(
                token,
                replacement with
                {
                    Problem = ChameleonProblems.Rest.From(exception, node.Tag.Node.Name),
                },
                replacement
            );
            return true;
        }
    }

    private async Task<bool> AttachAddressAsync(ChameleonNode node)
    {
        string token = node.Tag.Node.Token;
        try
        {
            bool isAttached = await site.Addresses.AttachAsync(node.Server.Id, new AddressTag(node.Owner, token));
            _addressProblems.TryRemove(token, out _);
            if (isAttached)
            {
                ChameleonLog.AddressAssigned(_logger, node.Tag.Node.Name, site.Region);
            }

            return isAttached;
        }
        catch (RestException exception) when (ChameleonProblems.Rest.CanRetry(exception))
        {
            // The next poll shows whether the request took effect, and repeats it if necessary.
            ChameleonLog.NodePostponed(_logger, node.Tag.Node.Name, site.Region, exception.Reason);
            return false;
        }
        catch (RestException exception) when (!exception.IsRefusal)
        {
            bool isNew = _addressProblems.TryAdd(token, ChameleonProblems.Rest.From(exception, node.Tag.Node.Name));
            if (isNew)
            {
                ChameleonLog.NodeFailed(_logger, node.Tag.Node.Name, site.Region, exception.Reason);
            }

            return isNew;
        }
    }
}

/// <summary>A node whose failed server is being replaced.</summary>
/// <param name="Failed">Node with the failed server, which must be deleted before its machine is free again.</param>
internal sealed record NodeReplacement(ChameleonNode Failed, ServerTag Next)
{
    /// <summary>Time of the last request with an unknown outcome; null if there is no such request.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>Reason why the replacement failed; null if it has not failed.</summary>
    public Problem? Problem { get; init; }
}
