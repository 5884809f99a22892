namespace Scalewright.Experiments.Reports;

/// <summary>Ratios of the variance between points that single parameters explain.</summary>
internal static class MainEffects
{
    /// <summary>Returns the ratio for each parameter, 0 to 1; 0 if all responses are equal.</summary>
    /// <param name="responses">Values of the parameters and the response of each point.</param>
    public static ValueList<double> GetRatios(ValueList<(ValueList<string> Values, double Response)> responses)
    {
        if (responses.Count == 0)
        {
            return [];
        }

        double mean = responses.Average(run => run.Response);
        double total = responses.Sum(run => Square(run.Response - mean));
        return
        [
            .. Enumerable
                .Range(0, responses[0].Values.Count)
                .Select(parameter =>
                    total == 0
                        ? 0
                        : responses
                            .GroupBy(run => run.Values[parameter], StringComparer.Ordinal)
                            .Sum(group => group.Count() * Square(group.Average(run => run.Response) - mean)) / total
                ),
        ];

        static double Square(double value) => value * value;
    }
}
