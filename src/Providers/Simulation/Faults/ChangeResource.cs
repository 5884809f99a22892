using Scalewright.Planning;

namespace Scalewright.Providers.Simulation;

/// <summary>Simulates that another program changes a resource and the digest in its ownership tag.</summary>
/// <param name="Name">Name of the resource.</param>
/// <param name="Digest">New digest in the ownership tag.</param>
public sealed record ChangeResource(string Name, string Digest) : Fault
{
    /// <summary>Kind of the resource. Default node.</summary>
    public StepTarget Target { get; init; } = StepTarget.Node;

    private protected override string Description =>
        $"change of {FaultCheck.Words(Target)} {TextEscaping.Escape(Name)} by someone else, to digest "
        + $"{TextEscaping.Escape(Digest)}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(Name), Name);
        check.Given(nameof(Digest), Digest);
        check.Word(nameof(Target), Target);
    }

    internal override void CheckTargets(FaultCheck check, World world) =>
        check.Resource(world, nameof(Name), Target, Name);

    internal override Action? Begin(World world)
    {
        foreach (SimulatedResource holding in world.Inventory.FindAll(Target, Name))
        {
            world.Inventory.Change(holding, holding.Current with { Tag = holding.Tag with { Digest = Digest } });
        }

        return null;
    }
}
