using Scalewright.Planning;

namespace Scalewright.Providers.Simulation;

/// <summary>Simulates the removal or loss of a resource. Nodes of a removed group continue to run.</summary>
/// <param name="Name">Name of the resource.</param>
public sealed record RemoveResource(string Name) : Fault
{
    /// <summary>Kind of the resource. Default node.</summary>
    public StepTarget Target { get; init; } = StepTarget.Node;

    private protected override string Description => $"loss of {FaultCheck.GetName(Target)} {TextEscaping.Escape(Name)}";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Name), Name);
        check.Defined(nameof(Target), Target);
    }

    internal override void CheckTargets(FaultCheck check, World world) => check.Resource(world, nameof(Name), Target, Name);

    internal override Action? Inject(World world)
    {
        foreach (SimulatedResource resource in world.Inventory.FindAll(Target, Name))
        {
            world.Nodes.RemoveNow(resource, "it was lost");
        }

        return null;
    }
}
