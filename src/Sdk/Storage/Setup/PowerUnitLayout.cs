namespace Scalewright.Storage.Setup;

/// <summary>A power unit as it is set up: an outlet for each server, all of them on.</summary>
/// <param name="Number">Its number, from 0.</param>
public sealed record PowerUnitLayout(int Number)
{
    // The stock fence agents are pointed at these ports.
    private const int FirstPort = 2300;

    /// <summary>Its name: <c>pdu</c> and at least three digits.</summary>
    public string Name => $"pdu{Number:000}";

    /// <summary>Its TCP port on loopback.</summary>
    public int Port => FirstPort + Number;
}
