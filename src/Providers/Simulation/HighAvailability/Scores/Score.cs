namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>How much a resource wants a node: a whole number up to a million, which stands for infinity.</summary>
public static class Score
{
    /// <summary>What nothing finite outweighs: must, or, negative, must not.</summary>
    public const int Infinity = 1_000_000;

    /// <summary>The sum of two scores; minus infinity wins over infinity.</summary>
    /// <param name="left">A score.</param>
    /// <param name="right">A score.</param>
    public static int Add(int left, int right)
    {
        if (left <= -Infinity || right <= -Infinity)
        {
            return -Infinity;
        }

        return left >= Infinity || right >= Infinity ? Infinity : Math.Clamp(left + right, -Infinity, Infinity);
    }

    /// <summary>Reads a score: a number, <c>INFINITY</c> or <c>-INFINITY</c>; what is none counts as 0.</summary>
    /// <param name="text">The text.</param>
    public static int Parse(string text) => text switch
    {
        "INFINITY" or "+INFINITY" => Infinity,
        "-INFINITY" => -Infinity,
        _ => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? Math.Clamp(value, -Infinity, Infinity) : 0,
    };
}
