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
        $"change of {FaultCheck.GetName(Target)} {TextEscaping.Escape(Name)} by someone else, to digest "
        + $"{TextEscaping.Escape(Digest)}";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Name), Name);
        check.NotNull(nameof(Digest), Digest);
        check.Defined(nameof(Target), Target);
    }

    internal override void CheckTargets(FaultCheck check, World world) => check.Resource(world, nameof(Name), Target, Name);

    internal override Action? Inject(World world)
    {
        foreach (SimulatedResource resource in world.Inventory.FindAll(Target, Name))
        {
            world.Inventory.Change(resource, resource.Current with { Tag = resource.Tag with { Digest = Digest } });
        }

        return null;
    }
}
