namespace Sdk.Tests.Plugins;

internal sealed record FarmOptions : PluginOptions
{
    /// <summary>The farm's own network as address and prefix; default <c>10.0.0.0/8</c>.</summary>
    public string Network { get; init; } = "10.0.0.0/8";
}
