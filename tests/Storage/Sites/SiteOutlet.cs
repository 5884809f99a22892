namespace Storage.Operations.Tests;

/// <summary>An outlet of a power unit.</summary>
public sealed record SiteOutlet(string Unit, string Number)
{
    /// <summary><c>pdu000.1</c>.</summary>
    public override string ToString() => $"{Unit}.{Number}";
}
