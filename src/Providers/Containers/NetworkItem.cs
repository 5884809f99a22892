using Scalewright.Planning;
using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Networks;
using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers;

/// <summary>Network of a topology, or the default network of a cluster.</summary>
/// <param name="engine">Engine of the network.</param>
/// <param name="network">The network; null if it was removed and only its volumes remain.</param>
/// <param name="changes">Volumes with the ownership tags of changes, in any order.</param>
internal sealed class NetworkItem(NodeEngine engine, EngineNetwork? network, ValueList<EngineVolume> changes)
    : EngineItem(engine, NetworkTags.Read(network, changes))
{
    public EngineNetwork? Network => network;

    public ValueList<EngineVolume> Changes => changes;

    public bool IsDefault => network is not null && NetworkTags.IsDefault(network);

    internal override Resource? ToResource()
    {
        ResourceState state = network is null || IsDefault ? ResourceState.Failed : ResourceState.Ready;
        string id = network?.Id ?? changes[0].Name;
        return Tag?.ToResource(id, state) is { } resource
            ? resource with
            {
                Tag = resource.Tag with { Target = StepTarget.Network },
            }
            : null;
    }
}
