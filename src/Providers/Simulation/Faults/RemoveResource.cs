using Scalewright.Planning;

namespace Scalewright.Providers.Simulation;

/// <summary>Simulates the removal or loss of a resource. Nodes of a removed group continue to run.</summary>
/// <param name="Name">Name of the resource.</param>
public sealed record RemoveResource(string Name) : Fault
{
    /// <summary>Kind of the resource. Default node.</summary>
    public StepTarget Target { get; init; } = StepTarget.Node;

    private protected override string Description => $"loss of {FaultCheck.Words(Target)} {TextEscaping.Escape(Name)}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(Name), Name);
        check.Word(nameof(Target), Target);
    }

    internal override void CheckTargets(FaultCheck check, World world) =>
        check.Resource(world, nameof(Name), Target, Name);

    internal override Action? Begin(World world)
    {
        foreach (SimulatedResource holding in world.Inventory.FindAll(Target, Name))
        {
            world.Nodes.TakeAway(holding, "it was lost");
        }

        return null;
    }
}
