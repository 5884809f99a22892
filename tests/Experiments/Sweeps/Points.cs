using Scalewright.Sweeps;

namespace Sweeps.Tests;

/// <summary>Points of the tests, and what comes of them by a way of its own.</summary>
internal static class Points
{
    public static SweepPoint[] Make(int count) => [.. Enumerable.Range(0, count).Select(number => SweepPoint.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"key": "{{KeyOf(number)}}", "number": {{number}}}""")))];

    /// <summary>All results as the contract wants them: compact JSON, in the order of the points. Keys hold only the letters a and b.</summary>
    public static string Results(int count)
    {
        StringBuilder text = new();
        for (int number = 0; number < count; number++)
        {
            string key = KeyOf(number);
            int ones = int.PopCount(number);
            string letters = string.Join(',', new (string Letter, int Count)[] { ("a", key.Length - ones), ("b", ones) }.Where(entry => entry.Count > 0).Select(entry => $"\"{entry.Letter}\":{entry.Count}"));
            text.Append(CultureInfo.InvariantCulture, $"{{\"key\":\"{key}\",\"result\":{{\"length\":{key.Length},\"letters\":{{{letters}}}}}}}\n");
        }

        return text.ToString();
    }

    // The number in the base of two, written with letters.
    private static string KeyOf(int number) => Convert.ToString(number, 2).Replace('0', 'a').Replace('1', 'b');
}
