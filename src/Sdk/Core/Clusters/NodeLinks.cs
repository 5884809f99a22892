using Scalewright.Providers;

namespace Scalewright.Clusters;

internal sealed class NodeLinks(IProvider provider, ClusterEvents events, ClusterSettings settings, Action<string, string> giveUp) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, NodeLink> _links = new(StringComparer.Ordinal);
    private readonly Retries _retries = new(provider, settings.Connect);
    private readonly NodePresence _presence = new(provider, settings.CleanUpSilenceMax);

    public NodeLink Of(string node)
    {
        lock (_gate)
        {
            if (!_links.TryGetValue(node, out NodeLink? link))
            {
                AgentSupervision supervision = new(node, provider.Clock, provider.Chance, settings.Restart, reason => giveUp(node, reason));
                link = new NodeLink(node, provider, _retries, events, supervision, _presence);
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
    /// <param name="tokenOf">Returns the token of a node's current resource; null if missing.</param>
    public void EndCalls(Func<string, string?> tokenOf)
    {
        KeyValuePair<string, NodeLink>[] links;
        lock (_gate)
        {
            links = [.. _links];
        }

        foreach ((string node, NodeLink link) in links)
        {
            link.EndCalls(tokenOf(node));
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

        await Endings.AllAsync(links.Select(static link => (Func<ValueTask>)link.DisposeAsync));
    }
}
