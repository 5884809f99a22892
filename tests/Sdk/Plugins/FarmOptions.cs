using Scalewright.Profiles;

namespace Sdk.Tests.Plugins;

internal sealed record FarmOptions(string Network) : PluginOptions;
