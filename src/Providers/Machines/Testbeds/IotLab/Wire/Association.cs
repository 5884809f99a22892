namespace Scalewright.Providers.IotLab.Wire;

/// <summary>A firmware or a monitoring profile with the boards that get it: full names, or the alias.</summary>
internal sealed record Association
{
    public string? Firmwarename { get; init; }

    public string? Profilename { get; init; }

    public required IReadOnlyList<string> Nodes { get; init; }
}
