namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>A site, or one of its clusters.</summary>
internal sealed record Site
{
    public string Uid { get; init; } = "";
}
