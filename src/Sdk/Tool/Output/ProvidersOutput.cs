using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'providers'.</summary>
[Description("Result of 'providers'.")]
internal sealed record ProvidersOutput(
    [property: Description("The providers.")] IReadOnlyList<ProviderOutput> Providers);
