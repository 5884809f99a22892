namespace Storage.Operations.Tests;

/// <summary>An outlet of a power unit.</summary>
/// <param name="Unit">The power unit's name.</param>
/// <param name="Number">The outlet's number, as on its label.</param>
public sealed record SiteOutlet(string Unit, string Number)
{
    /// <summary><c>pdu000.1</c>.</summary>
    public override string ToString() => $"{Unit}.{Number}";
}
