using Xunit.Sdk;

namespace Tests.Shared;

/// <summary>The tests of a provider's contract need what is named, and belong to the category <see cref="Category.Machine"/>.</summary>
/// <param name="needs">What they need besides the .NET SDK, in the words of <see cref="MachineNeeds"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
[TraitDiscoverer("Tests.Shared.MachineTraitDiscoverer", "Tests.Kit")]
public sealed class MachineContractAttribute(params string[] needs) : ProviderContracts.ContractRequirementAttribute, ITraitAttribute
{
    public IReadOnlyList<string> Needs => needs;

    public override string? MissingReason => MachineNeeds.FindMissing(needs);
}
