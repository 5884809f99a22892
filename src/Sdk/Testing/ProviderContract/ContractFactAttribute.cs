using Xunit;
using Xunit.Sdk;

namespace ProviderContracts;

/// <summary>Marks a test of the contract. A <see cref="ContractRequirementAttribute"/> can skip it.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ProviderContracts.ContractFactDiscoverer", "Scalewright.Testing")]
internal sealed class ContractFactAttribute : FactAttribute
{
    /// <summary>True if the test needs an agent on nodes. Default false.</summary>
    public bool NeedsAgent { get; init; }

    /// <summary>True if the test needs the provider of a program that is killed. Default false.</summary>
    public bool NeedsKills { get; init; }
}
