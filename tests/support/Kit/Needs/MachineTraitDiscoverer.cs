using Xunit.Abstractions;
using Xunit.Sdk;

namespace Tests.Shared;

/// <summary>Gives tests of <see cref="MachineFactAttribute"/> and its relatives their category; xunit finds it by its name.</summary>
public sealed class MachineTraitDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new(Category.Name, Category.Machine)];
}
