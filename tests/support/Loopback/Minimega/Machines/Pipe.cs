namespace Loopback.Minimega.Machines;

internal sealed class Pipe
{
    public string Mode { get; set; } = "all";

    /// <summary>Command that filters the lines, empty for none.</summary>
    public string Via { get; set; } = "";

    public bool Log { get; set; }
    public int Count { get; set; }
    public string Previous { get; set; } = "";
}
