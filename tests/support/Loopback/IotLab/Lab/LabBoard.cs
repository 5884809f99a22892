namespace Loopback.IotLab.Lab;

/// <summary>A board.</summary>
/// <param name="kind">What it is like.</param>
internal sealed class LabBoard(string name, BoardKind kind, int number)
{
    public string Name => name;

    public BoardKind Kind => kind;

    public int Number => number;

    /// <summary>Empty, <c>Suspected</c>, <c>Dead</c> or <c>Absent</c>; whether it is alive or busy comes of its experiments.</summary>
    public string Trouble { get; set; } = "";

    /// <summary>How many of its next deployments and commands fail.</summary>
    public int Failures { get; set; }

    /// <summary>What is on it.</summary>
    public string Firmware { get; set; } = "";

    /// <summary>What it was told to do, in order.</summary>
    public List<string> Commands { get; } = [];
}
