namespace Scalewright.Providers.IotLab.Wire;

/// <summary>A monitoring profile of the account.</summary>
internal sealed record MonitoringProfile
{
    public string Profilename { get; init; } = "";

    /// <summary><c>m3</c>, <c>a8</c> or <c>custom</c>.</summary>
    public string Nodearch { get; init; } = "";

    /// <summary>Always <c>dc</c>.</summary>
    public string Power { get; init; } = "dc";
}
