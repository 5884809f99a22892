using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>The ways into the nodes that were spoken to.</summary>
internal sealed class NodeLinks(IProvider provider, ClusterEvents events, ClusterSettings settings, Action<string, string> giveUp) : IAsyncDisposable
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
                AgentSupervision supervision = new(node, provider.Clock, provider.Chance, settings.Restart, reason => giveUp(node, reason));
                link = new NodeLink(node, provider, _retries, events, supervision, _repeatsAll);
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

        await Endings.AllAsync(links.Select(static link => (Func<ValueTask>)link.DisposeAsync));
    }
}
