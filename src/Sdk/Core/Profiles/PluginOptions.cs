namespace Scalewright.Profiles;

/// <summary>Options of a plugin beyond the common fields. Derive a sealed record with <c>init</c> properties.</summary>
/// <remarks>The generator creates the code that reads such a record from a profile file, and its JSON schema.</remarks>
public abstract record PluginOptions;
