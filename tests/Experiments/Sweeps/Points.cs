namespace Sweeps.Tests;

internal static class Points
{
    public static SweepPoint[] Make(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(number =>
                    SweepPoint.Parse(
                        string.Create(CultureInfo.InvariantCulture, $$"""{"key": "{{KeyOf(number)}}", "number": {{number}}}""")
                    )
                ),
        ];

    /// <summary>
    /// Returns the expected results: one line of compact JSON for each point, in order. Keys consist of the letters a
    /// and b.
    /// </summary>
    public static string Results(int count)
    {
        StringBuilder text = new();
        for (int number = 0; number < count; number++)
        {
            string key = KeyOf(number);
            int ones = int.PopCount(number);
            string letters = string.Join(
                ',',
                new (string Letter, int Count)[] { ("a", key.Length - ones), ("b", ones) }
                    .Where(entry => entry.Count > 0)
                    .Select(entry => $"\"{entry.Letter}\":{entry.Count}")
            );
            text.Append(
                CultureInfo.InvariantCulture,
                $"{{\"key\":\"{key}\",\"result\":{{\"length\":{key.Length},\"letters\":{{{letters}}}}}}}\n"
            );
        }

        return text.ToString();
    }

    // The number in binary, with a for 0 and b for 1.
    private static string KeyOf(int number) => Convert.ToString(number, 2).Replace('0', 'a').Replace('1', 'b');
}
