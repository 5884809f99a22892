namespace Tests.Shared;

/// <param name="needs">Requirements besides the .NET SDK, by the names of <see cref="MachineNeeds"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
[TraitDiscoverer("Tests.Shared.MachineTraitDiscoverer", "Tests.Kit")]
public sealed class MachineContractAttribute(params string[] needs) : ProviderContracts.ContractRequirementAttribute, ITraitAttribute
{
    public IReadOnlyList<string> Needs => needs;

    public override string? MissingReason => MachineNeeds.FindMissing(needs);
}
