namespace Scalewright.Clusters;

/// <summary>How one round of a wave ended.</summary>
/// <param name="MayRetry">True when something is left that may be repeated.</param>
/// <param name="RetryAfter">How long the provider asked to wait; null: it said nothing.</param>
internal readonly record struct Round(bool MayRetry, TimeSpan? RetryAfter);
