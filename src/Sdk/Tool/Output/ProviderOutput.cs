using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>A provider.</summary>
[Description("A provider.")]
internal sealed record ProviderOutput(
    [property: Description("Value of --provider.")] string Name,
    [property: Description("What its nodes are.")] string Description,
    [property: Description("Its options.")] IReadOnlyList<ProviderOptionOutput> Options,
    [property: Description("What not every provider can.")] IReadOnlyList<string> Abilities);
