namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>More time for a job.</summary>
internal sealed record WalltimeRequest
{
    /// <summary>As in <c>+1:30:00</c>.</summary>
    public required string Walltime { get; init; }
}
