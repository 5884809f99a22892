using Scalewright.Profiles;

namespace Sdk.Tests.Plugins;

/// <summary>Options with one mandatory key.</summary>
/// <param name="Network">The farm's network.</param>
internal sealed record FarmOptions(string Network) : PluginOptions;
