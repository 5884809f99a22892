namespace Loopback.IotLab.Lab;

internal sealed class LabBoard(string name, BoardKind kind, int number)
{
    public string Name => name;

    public BoardKind Kind => kind;

    public int Number => number;

    /// <summary>
    /// Empty, <c>Suspected</c>, <c>Dead</c> or <c>Absent</c>. Experiments determine whether it is alive or busy.
    /// </summary>
    public string Trouble { get; set; } = "";

    public int Failures { get; set; }

    public string Firmware { get; set; } = "";

    /// <summary>Commands sent to the board, in order.</summary>
    public List<string> Commands { get; } = [];
}
