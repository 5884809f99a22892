namespace Loopback.IotLab;

public sealed record BoardKind(string Site, string Archi, int Count, bool IsMobile = false)
{
    /// <summary>The first number of one; default 1.</summary>
    public int First { get; init; } = 1;

    /// <summary>The full name of one, by its number.</summary>
    public string NameOf(int number) => $"{Archi.Split(':')[0]}-{number}.{Site}.iot-lab.info";
}
