namespace Loopback.IotLab;

public sealed record BoardKind(string Site, string Archi, int Count, bool IsMobile = false)
{
    /// <summary>Number of the first board. Default 1.</summary>
    public int First { get; init; } = 1;

    /// <summary>Returns the full name of a board by its number.</summary>
    public string NameOf(int number) => $"{Archi.Split(':')[0]}-{number}.{Site}.iot-lab.info";
}
