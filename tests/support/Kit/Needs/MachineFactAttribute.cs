using Xunit.Abstractions;
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

/// <summary>The tests of a provider's contract need what is named, and belong to the category <see cref="Category.Machine"/>.</summary>
/// <param name="needs">What they need besides the .NET SDK, in the words of <see cref="MachineNeeds"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
[TraitDiscoverer("Tests.Shared.MachineTraitDiscoverer", "Tests.Kit")]
public sealed class MachineContractAttribute(params string[] needs) : ProviderContracts.ContractRequirementAttribute, ITraitAttribute
{
    public IReadOnlyList<string> Needs => needs;

    public override string? MissingReason => MachineNeeds.FindMissing(needs);
}

/// <summary>A default test of what only Linux has; it is skipped, with the reason, elsewhere.</summary>
/// <param name="needs">What it needs that every Debian has, in the words of <see cref="MachineNeeds"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute(params string[] needs) : FactAttribute
{
    public IReadOnlyList<string> Needs => needs;

    public override string? Skip
    {
        get => base.Skip ?? MachineNeeds.FindMissing(["linux", .. needs]);
        set => base.Skip = value;
    }
}

/// <summary>Gives tests of <see cref="MachineFactAttribute"/> and its relatives their category; xunit finds it by its name.</summary>
public sealed class MachineTraitDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new(Category.Name, Category.Machine)];
}
