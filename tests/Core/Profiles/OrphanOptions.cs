using Scalewright.Profiles;

namespace Sdk.Tests.Profiles;

/// <summary>Options that no plugin takes.</summary>
internal sealed record OrphanOptions : PluginOptions;
