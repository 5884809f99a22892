using Xunit.Abstractions;

namespace Tests.Shared;

/// <summary>Found by xunit by its name.</summary>
public sealed class MachineTraitDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new(Category.Name, Category.Machine)];
}
