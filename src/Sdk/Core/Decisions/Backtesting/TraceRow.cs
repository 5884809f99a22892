namespace Scalewright.Decisions.Backtesting;

/// <summary>One value of a recorded load.</summary>
/// <param name="Seconds">When, in seconds from any fixed time.</param>
/// <param name="Value">The value, which may be anything.</param>
/// <param name="Spot">Where it was written.</param>
/// <param name="Found">What stands there instead of a value, as a clause; null when there is one.</param>
/// <param name="FollowsUnread">Whether a row before it could not be read, so that nothing follows from how far it is from the one before.</param>
internal readonly record struct TraceRow(
    double Seconds, double Value, TextSpot Spot, string? Found = null, bool FollowsUnread = false)
{
    /// <summary>Location of the time; default that of the value.</summary>
    public TextSpot TimeSpot { get; init; } = Spot;

    /// <summary>Describes a number as it was written that is too large to be one; null for others.</summary>
    public static string? TooLarge(string text, double number) =>
        double.IsInfinity(number) ? $"'{Printable.Escape(text)}' is too large a number" : null;
}
