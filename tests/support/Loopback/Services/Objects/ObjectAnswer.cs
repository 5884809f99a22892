namespace Loopback.Services.Objects;

internal sealed record ObjectAnswer(int Status)
{
    public byte[] Body { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
