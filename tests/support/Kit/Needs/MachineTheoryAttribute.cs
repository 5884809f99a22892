namespace Tests.Shared;

/// <inheritdoc cref="MachineFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer("Tests.Shared.MachineTraitDiscoverer", "Tests.Kit")]
public sealed class MachineTheoryAttribute(params string[] needs) : TheoryAttribute, ITraitAttribute
{
    public IReadOnlyList<string> Needs => needs;

    public override string? Skip
    {
        get => base.Skip ?? MachineNeeds.FindMissing(needs);
        set => base.Skip = value;
    }
}
