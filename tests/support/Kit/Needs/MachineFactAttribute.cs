using Xunit.Sdk;

namespace Tests.Shared;

/// <summary>A test of the category <see cref="Category.Machine"/>; it is skipped, with the reason, where something that it needs is missing.</summary>
/// <param name="needs">What the test needs besides the .NET SDK, in the words of <see cref="MachineNeeds"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer("Tests.Shared.MachineTraitDiscoverer", "Tests.Kit")]
public sealed class MachineFactAttribute(params string[] needs) : FactAttribute, ITraitAttribute
{
    public IReadOnlyList<string> Needs => needs;

    public override string? Skip
    {
        get => base.Skip ?? MachineNeeds.FindMissing(needs);
        set => base.Skip = value;
    }
}
