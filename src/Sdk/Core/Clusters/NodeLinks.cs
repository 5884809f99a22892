namespace Scalewright.Clusters;

internal sealed class NodeLinks(GuardedProvider provider, ClusterEvents events, ClusterOptions settings, Action<string, string> giveUp)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, NodeLink> _links = new(StringComparer.Ordinal);
    private readonly Retry _retry = ProviderRetry.Create(provider, settings.ConnectRetry);
    private readonly NodePresence _presence = new(provider, settings.CleanupTimeout);

    public NodeLink Get(string node)
    {
        lock (_gate)
        {
            if (!_links.TryGetValue(node, out NodeLink? link))
            {
                AgentSupervisor supervision = new(node, provider.Clock, provider.Random, settings.RestartPolicy, reason =>
                    giveUp(node, reason)
                );
                link = new NodeLink(node, provider, _retry, events, supervision, _presence);
                _links.Add(node, link);
            }

            return link;
        }
    }

    public void EndCalls(string node)
    {
        NodeLink? link;
        lock (_gate)
        {
            _links.TryGetValue(node, out link);
        }

        link?.EndCalls(token: null);
    }

    /// <summary>Ends the calls in progress on nodes that no longer exist.</summary>
    /// <param name="getToken">Returns the token of a node's current resource; null if missing.</param>
    public void EndCalls(Func<string, string?> getToken)
    {
        KeyValuePair<string, NodeLink>[] links;
        lock (_gate)
        {
            links = [.. _links];
        }

        foreach ((string node, NodeLink link) in links)
        {
            link.EndCalls(getToken(node));
        }
    }

    public async ValueTask DisposeAsync()
    {
        NodeLink[] links;
        lock (_gate)
        {
            links = [.. _links.Values];
            _links.Clear();
        }

        await AsyncDisposal.RunAllAsync(links.Select(static link => (Func<ValueTask>)link.DisposeAsync));
    }
}
