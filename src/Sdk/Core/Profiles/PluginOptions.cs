namespace Scalewright.Profiles;

/// <summary>What a plugin wants to know beyond the common fields of a profile. Derive a sealed record with <c>init</c> properties.</summary>
/// <remarks>The generator writes the code that reads such a record from a profile file, and its JSON schema.</remarks>
public abstract record PluginOptions;
