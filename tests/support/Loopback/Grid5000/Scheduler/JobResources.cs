namespace Loopback.Grid5000.Scheduler;

/// <summary>Requested resources of a job, as in <c>{cluster='alpha'}/nodes=3+/nodes=2,walltime=02:00:00</c>.</summary>
/// <param name="Classes">Machine counts by cluster; an empty name for any cluster.</param>
internal sealed partial record JobResources(IReadOnlyList<(string Cluster, int Count)> Classes, TimeSpan Walltime)
{
    private static readonly TimeSpan DefaultWalltime = TimeSpan.FromHours(1);

    public IReadOnlyList<string> Avoided { get; private init; } = [];

    /// <summary>Adds properties. The database has one property.</summary>
    /// <returns>Null if the properties are not supported.</returns>
    public JobResources? With(string properties)
    {
        Match[] terms = properties.Length == 0 ? [] : [.. properties.Split(" AND ").Select(term => Exclusion().Match(term))];
        return Array.TrueForAll(terms, term => term.Success)
            ? this with
            {
                Avoided = [.. terms.SelectMany(term => term.Groups["machine"].Captures).Select(machine => machine.Value)],
            }
            : null;
    }

    /// <returns>Null if the text is invalid.</returns>
    public static JobResources? Parse(string text)
    {
        string[] halves = text.Split(",walltime=");
        List<(string Cluster, int Count)> classes = [];
        foreach (string part in halves[0].Split('+'))
        {
            if (Class().Match(part) is not { Success: true } match)
            {
                return null;
            }

            // All cores are on one machine.
            classes.Add(
                (
                    match.Groups["cluster"].Value,
                    match.Groups["unit"].Value == "core" ? 1 : int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)
                )
            );
        }

        return halves.Length == 1 ? new JobResources(classes, DefaultWalltime)
            : ParseTime(halves[1]) is { } time && halves.Length == 2 ? new JobResources(classes, time)
            : null;
    }

    /// <summary>Hours, then minutes, then seconds. Missing parts are zero.</summary>
    /// <returns>Null if the text is not a duration.</returns>
    public static TimeSpan? ParseTime(string text)
    {
        string[] parts = text.Split(':');
        int[] numbers =
        [
            .. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1),
        ];
        return parts.Length > 3 || numbers.Contains(-1)
            ? null
            : new TimeSpan(numbers[0], numbers.ElementAtOrDefault(1), numbers.ElementAtOrDefault(2));
    }

    [GeneratedRegex(
        @"^(\{cluster='(?<cluster>[a-z0-9]+)'\})?/?(?<unit>nodes|core)=(?<count>[0-9]{1,4})$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex Class();

    [GeneratedRegex(
        @"^network_address (NOT IN \(('(?<machine>[^']+)',?)+\)|<> '(?<machine>[^']+)')$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex Exclusion();
}
