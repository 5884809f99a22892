using System.CommandLine.Parsing;

namespace Scalewright.Tool;

/// <summary>Reads the value of <c>--timeout</c> of verbs that work on each node.</summary>
internal static class NodeTimeout
{
    private const double MaxSeconds = 86_400;

    /// <summary>Returns the value in seconds, more than 0. Adds an error and returns 1 if it is invalid.</summary>
    public static double Read(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds is > 0 and <= MaxSeconds
        )
        {
            return seconds;
        }

        argument.AddError(
            string.Create(CultureInfo.InvariantCulture, $"--timeout takes more than 0 and at most {MaxSeconds} seconds, not '{text}'")
        );
        return 1;
    }

    /// <summary>Returns <c>0.5 s</c>, with up to three decimals.</summary>
    public static string Format(TimeSpan timeout) => string.Create(CultureInfo.InvariantCulture, $"{timeout.TotalSeconds:0.###} s");
}
