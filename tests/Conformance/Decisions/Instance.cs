namespace Conformance.Decisions;

internal sealed class Instance(string site, string state)
{
    public string Site { get; } = site;

    public string State { get; set; } = state;

    public double? Sensor { get; set; }

    public string? Unique { get; set; }
}
