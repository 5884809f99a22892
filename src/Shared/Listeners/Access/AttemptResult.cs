namespace Scalewright.Listeners;

/// <summary>The outcome of an attempt of a password.</summary>
/// <param name="IsAccepted">Whether the password is right.</param>
/// <param name="RetryAfter">How long the source must wait; zero: the password was compared.</param>
internal readonly record struct AttemptResult(bool IsAccepted, TimeSpan RetryAfter);
