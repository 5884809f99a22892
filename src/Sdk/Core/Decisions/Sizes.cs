namespace Scalewright.Decisions;

/// <summary>Sizes from numbers that may be anything: below 0 is 0, and nothing overflows.</summary>
internal static class Sizes
{
    public static int FromNumber(double value) => (int)Math.Clamp(double.IsNaN(value) ? 0 : value, 0, int.MaxValue);

    public static int FromCount(long value) => (int)Math.Clamp(value, 0, int.MaxValue);
}
