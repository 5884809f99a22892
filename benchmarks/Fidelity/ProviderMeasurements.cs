namespace Benchmarks.Fidelity;

/// <summary>Measurements with a provider, and with the simulation calibrated to their median.</summary>
/// <param name="Measured">Measurements of each round.</param>
/// <param name="Simulated">Measurements with the simulation.</param>
internal sealed record ProviderMeasurements(string Name, IReadOnlyList<Figures> Measured, Figures Simulated)
{
    public const int Rounds = 5;

    public static async Task<ProviderMeasurements> MeasureAsync(string name, Func<Task<Figures>> round)
    {
        await round();
        List<Figures> measured = [];
        for (int number = 0; number < Rounds; number++)
        {
            measured.Add(await round());
        }

        Figures middle = measured[0] with
        {
            Boot = Median.Of(measured.Select(figures => figures.Boot)),
            Command = Median.Of(measured.Select(figures => figures.Command)),
            Call = Median.Of(measured.Select(figures => figures.Call)),
        };
        return new ProviderMeasurements(name, measured, await Twin.MeasureAsync(middle));
    }

    /// <summary>Formats the median and the range.</summary>
    public string Tell(Func<Figures, double> value, string unit)
    {
        double[] values = [.. Measured.Select(value).Order()];
        string middle = $"{FidelityPage.Number(values[Rounds / 2])} {unit}".TrimEnd();
        return values[0] == values[^1] ? middle : $"{middle} ({FidelityPage.Number(values[0])} to {FidelityPage.Number(values[^1])})";
    }
}
