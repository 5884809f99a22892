using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Networks;
using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers;

/// <summary>Container of a node.</summary>
internal sealed class ContainerItem(NodeEngine engine, EngineContainer container)
    : EngineItem(engine, ContainerTags.Read(container))
{
    public EngineContainer Container => container;

    public ValueList<NodeEndpoint> Endpoints =>
        NodeEndpoint.Read(container.Labels.GetValueOrDefault(ContainerTags.NetworksLabel, ""));

    public bool IsCreated => State == ResourceState.Pending && container.Status != "restarting";

    public ResourceState State => container.Status switch
    {
        "created" or "configured" or "initialized" or "restarting" => ResourceState.Pending,
        // A paused node is not lost.
        "running" or "paused" => ResourceState.Ready,
        "removing" or "stopping" => ResourceState.Deleting,
        _ => ResourceState.Failed,
    };

    internal override Resource? ToResource()
    {
        if (Tag?.ToResource(container.Id, State) is not { } resource)
        {
            return null;
        }

        WaitingReason? waiting = State == ResourceState.Failed
            ? new WaitingReason($"its container is {container.Status}", CanResolve: false)
            : null;
        return resource with { Cloud = Engine.Cloud, Waiting = waiting };
    }
}
