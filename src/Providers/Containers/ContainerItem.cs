using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Networks;
using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers;

/// <summary>Container of a node.</summary>
internal sealed class ContainerItem(NodeEngine engine, EngineContainer container) : EngineItem(engine, ContainerTags.Read(container))
{
    // 128 and the number of SIGKILL: the program was killed, and can be started again.
    private const int KilledCode = 137;

    public EngineContainer Container => container;

    public ValueList<NodeEndpoint> Endpoints => NodeEndpoint.Read(container.Labels.GetValueOrDefault(ContainerTags.NetworksLabel, ""));

    /// <summary>True if a fault ended the container, which can be started again.</summary>
    public bool IsPoweredOff { get; init; }

    /// <summary>Reason why the container could not be started; null if it was not tried.</summary>
    public string? StartFailure { get; init; }

    public bool IsCreated => Container is { Status: "created" or "configured" or "initialized", LacksFiles: false };

    public bool AwaitsHealth => State == ResourceState.Pending && Container is { Status: "running", IsStartingUp: false };

    public ResourceState State =>
        Container.Status switch
        {
            "created" when Container.LacksFiles => ResourceState.Failed,
            "created" or "configured" or "initialized" or "restarting" => ResourceState.Pending,
            "running" when Container.IsStartingUp => ResourceState.Pending,
            "running" when NodeLabels.Has(Container.Labels, NodeLabels.Health) => Container.Health switch
            {
                EngineContainer.Healthy => ResourceState.Ready,
                EngineContainer.Unhealthy => ResourceState.Failed,
                _ => ResourceState.Pending,
            },
            // A paused node is not lost.
            "running" or "paused" => ResourceState.Ready,
            "exited" or "stopped" when IsPoweredOff => ResourceState.Ready,
            "removing" => ResourceState.Deleting,
            _ => ResourceState.Failed,
        };

    internal override Resource? ToResource()
    {
        if (Tag?.ToResource(Container.Id, State) is not { } resource)
        {
            return null;
        }

        WaitingReason? waiting = State switch
        {
            ResourceState.Failed when Container.LacksFiles => new WaitingReason(
                "the program that created its container ended before it copied the files",
                CanResolve: false
            ),
            ResourceState.Failed when Container.Status == "running" => new WaitingReason("its health command fails", CanResolve: false),
            ResourceState.Failed when Container.Output.Length > 0 => new WaitingReason(
                ContainersProblems.Ended("", Container).Message,
                CanResolve: Container.ExitCode == KilledCode
            ),

            // The agent does not end by itself: somebody stopped it, or the engine did when it was restarted.
            ResourceState.Failed => new WaitingReason($"its container is {Container.Status}", CanResolve: true),
            ResourceState.Pending when IsCreated && StartFailure is not null => new WaitingReason(
                $"its container was not started: {StartFailure}",
                CanResolve: true
            ),
            ResourceState.Pending when Container.IsStartingUp => new WaitingReason(
                "its startup commands and scripts are running",
                CanResolve: true
            ),
            ResourceState.Pending when Container.Status == "running" => new WaitingReason(
                "its health command does not succeed yet",
                CanResolve: true
            ),
            _ => null,
        };
        return resource with { Cloud = Engine.Cloud, Waiting = waiting };
    }
}
