using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers;

/// <summary>Container of a node on its engine.</summary>
public sealed class EngineItem
{
    internal EngineItem(NodeEngine engine, EngineContainer container)
    {
        (Engine, Container) = (engine, container);
        Tag = ContainerTags.Read(container);
    }

    internal NodeEngine Engine { get; }

    internal EngineContainer Container { get; }

    /// <summary>Null if the container is not a node.</summary>
    internal StoredResourceTag? Tag { get; }

    internal bool IsCreated => State == ResourceState.Pending && Container.Status != "restarting";

    internal ResourceState State => Container.Status switch
    {
        "created" or "configured" or "initialized" or "restarting" => ResourceState.Pending,
        // A paused node is not lost.
        "running" or "paused" => ResourceState.Ready,
        "removing" or "stopping" => ResourceState.Deleting,
        _ => ResourceState.Failed,
    };

    internal Resource? ToResource()
    {
        if (Tag?.ToResource(Container.Id, State) is not { } resource)
        {
            return null;
        }

        WaitingReason? waiting = State == ResourceState.Failed
            ? new WaitingReason($"its container is {Container.Status}", CanResolve: false)
            : null;
        return resource with { Cloud = Engine.Cloud, Waiting = waiting };
    }
}
