namespace Tests.Shared;

/// <summary>A test that is skipped, with the reason, if a requirement is missing.</summary>
/// <param name="needs">Requirements besides the .NET SDK, by the names of <see cref="MachineNeeds"/>.</param>
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
