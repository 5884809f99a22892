namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>What came of a deployment for one machine.</summary>
internal sealed record DeploymentResult
{
    /// <summary><c>OK</c> or <c>KO</c>.</summary>
    public string? State { get; init; }
}
