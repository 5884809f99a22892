namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Preference of a resource for a node, up to 1,000,000, which means infinity.</summary>
public static class Score
{
    /// <summary>Mandatory, or, when negative, forbidden. No finite score outweighs it.</summary>
    public const int Infinity = 1_000_000;

    /// <summary>Adds two scores. Minus infinity takes precedence over infinity.</summary>
    /// <param name="left">First score.</param>
    /// <param name="right">Second score.</param>
    public static int Add(int left, int right)
    {
        if (left <= -Infinity || right <= -Infinity)
        {
            return -Infinity;
        }

        return left >= Infinity || right >= Infinity ? Infinity : Math.Clamp(left + right, -Infinity, Infinity);
    }

    /// <summary>Parses a score: a number, <c>INFINITY</c> or <c>-INFINITY</c>. Invalid text counts as 0.</summary>
    /// <param name="text">The text.</param>
    public static int Parse(string text) => TryParse(text, out int score) ? score : 0;

    internal static bool TryParse(string text, out int score)
    {
        (bool isScore, score) = text switch
        {
            "INFINITY" or "+INFINITY" => (true, Infinity),
            "-INFINITY" => (true, -Infinity),
            _ => (
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value),
                Math.Clamp(value, -Infinity, Infinity)
            ),
        };
        return isScore;
    }
}
