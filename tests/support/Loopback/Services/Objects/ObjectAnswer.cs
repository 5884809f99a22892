namespace Loopback.Services.Objects;

/// <summary>What the store answers.</summary>
internal sealed record ObjectAnswer(int Status)
{
    public byte[] Body { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
