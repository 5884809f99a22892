namespace Scalewright.Storage.Setup;

/// <summary>Power unit of a new cluster, with one outlet per server, all on.</summary>
/// <param name="Number">Number of the unit, from 0.</param>
public sealed record PowerUnitLayout(int Number)
{
    // The standard fence agents are configured with these ports.
    private const int FirstPort = 2300;

    /// <summary>Name: <c>pdu</c> and at least three digits.</summary>
    public string Name => $"pdu{Number:000}";

    /// <summary>TCP port on loopback.</summary>
    public int Port => FirstPort + Number;
}
