using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>An option of a provider.</summary>
[Description("An option of a provider.")]
internal sealed record ProviderOptionOutput(
    [property: Description("The option; empty for a secret, which only an environment variable holds.")] string Name,
    [property: Description("True when the provider needs it.")] bool IsRequired,
    [property: Description("Environment variables that are read where the option is not given.")] IReadOnlyList<string> Variables);
