namespace Storage.Operations.Tests;

public sealed record SiteOutlet(string Unit, string Number)
{
    public override string ToString() => $"{Unit}.{Number}";
}
