namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>What became of asking for more time; times as in <c>+0:30:0</c>.</summary>
internal sealed record WalltimeState
{
    public string? Walltime { get; init; }

    public string? Possible { get; init; }

    public string? Pending { get; init; }

    public string? Granted { get; init; }
}
