namespace Loopback.IotLab;

/// <summary>Like boards of a site.</summary>
/// <param name="Archi">What they are, as board and radio.</param>
/// <param name="Count">How many there are.</param>
/// <param name="IsMobile">Whether they move.</param>
public sealed record BoardKind(string Site, string Archi, int Count, bool IsMobile = false)
{
    /// <summary>The first number of one; default 1.</summary>
    public int First { get; init; } = 1;

    /// <summary>The full name of one, by its number.</summary>
    public string NameOf(int number) => $"{Archi.Split(':')[0]}-{number}.{Site}.iot-lab.info";
}
