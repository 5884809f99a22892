namespace Storage.Operations.Tests;

public sealed record SiteServer(string Fqdn)
{
    /// <summary>None for a worker.</summary>
    public ValueList<SiteOutlet> Outlets { get; init; } = [];

    /// <summary>Name without the domain.</summary>
    public string Node => Fqdn.Split('.')[0];
}
