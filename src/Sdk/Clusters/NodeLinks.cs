using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>The ways into the nodes that were spoken to.</summary>
internal sealed class NodeLinks(IProvider provider, ClusterEvents events, ClusterSettings settings) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, NodeLink> _links = new(StringComparer.Ordinal);
    private readonly Retries _retries = new(provider, settings.Connect);
    private readonly bool _repeatsAll = settings.Planted.HasFlag(PlantedDefects.RepeatsCommands);

    public NodeLink Of(string node)
    {
        lock (_gate)
        {
            if (!_links.TryGetValue(node, out NodeLink? link))
            {
                link = new NodeLink(node, provider, _retries, events, _repeatsAll);
                _links.Add(node, link);
            }

            return link;
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

        foreach (NodeLink link in links)
        {
            await link.DisposeAsync();
        }
    }
}
