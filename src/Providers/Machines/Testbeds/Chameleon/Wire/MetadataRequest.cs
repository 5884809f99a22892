namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Changes some of the marks of a server.</summary>
internal sealed record MetadataRequest
{
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}
