namespace Benchmarks.Fidelity;

/// <summary>A place as it was measured, and the simulation that was set to its median.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Measured">The rounds.</param>
/// <param name="Simulated">The simulation.</param>
internal sealed record Place(string Name, IReadOnlyList<Figures> Measured, Figures Simulated)
{
    public const int Rounds = 5;

    public static async Task<Place> MeasureAsync(string name, Func<Task<Figures>> round)
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
        return new Place(name, measured, await Twin.MeasureAsync(middle));
    }

    /// <summary>The median, and from which to which.</summary>
    public string Tell(Func<Figures, double> value, string unit)
    {
        double[] values = [.. Measured.Select(value).Order()];
        string middle = $"{FidelityPage.Number(values[Rounds / 2])} {unit}".TrimEnd();
        return values[0] == values[^1] ? middle : $"{middle} ({FidelityPage.Number(values[0])} to {FidelityPage.Number(values[^1])})";
    }
}
