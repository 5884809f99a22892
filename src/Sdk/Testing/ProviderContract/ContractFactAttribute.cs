using Xunit;
using Xunit.Sdk;

namespace ProviderContracts;

/// <summary>A test of the contract; it is skipped, with the reason, where the test class has a <see cref="ContractRequirementAttribute"/> that gives one.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ProviderContracts.ContractFactDiscoverer", "Scalewright.Testing")]
internal sealed class ContractFactAttribute : FactAttribute
{
    /// <summary>Whether the test needs an agent on nodes; default false.</summary>
    public bool NeedsAgent { get; init; }
}
