namespace Storage.Operations.Tests;

/// <summary>A server or worker of a site.</summary>
public sealed record SiteServer(string Fqdn)
{
    /// <summary>The outlets it draws its power from; none for a worker.</summary>
    public ValueList<SiteOutlet> Outlets { get; init; } = [];

    /// <summary>Its name without the domain.</summary>
    public string Node => Fqdn.Split('.')[0];
}
