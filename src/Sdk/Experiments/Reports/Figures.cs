namespace Scalewright.Experiments.Reports;

/// <summary>What is known of some figures. A value.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Mean">Their mean; not a number without any.</param>
/// <param name="Deviation">Their standard deviation, as of a sample; not a number for fewer than two.</param>
public readonly record struct Figures(int Count, double Mean, double Deviation)
{
    /// <summary>Half the width of the interval that holds the true mean in 95 of 100 cases; not a number for fewer than two.</summary>
    public double Margin => Student.Quantile95(Count - 1) * Deviation / Math.Sqrt(Count);

    /// <summary>Standard error as Scalehub has it: the deviation of the figures as all there are, over the root of their number.</summary>
    public double PopulationError => Count == 0 ? double.NaN : Count == 1 ? 0 : Deviation * Math.Sqrt((Count - 1.0) / Count) / Math.Sqrt(Count);

    /// <summary><c>3712 ± 87</c>: the mean and half the width of its interval of 95 %; the mean alone for fewer than two figures.</summary>
    public override string ToString() => FigureText.Of(Mean, Margin);

    /// <summary>Sums figures up.</summary>
    /// <param name="values">The figures.</param>
    public static Figures Of(ReadOnlySpan<double> values)
    {
        double mean = 0;
        double squares = 0;
        for (int index = 0; index < values.Length; index++)
        {
            double delta = values[index] - mean;
            mean += delta / (index + 1);
            squares += delta * (values[index] - mean);
        }

        return new Figures(values.Length, values.Length == 0 ? double.NaN : mean, values.Length < 2 ? double.NaN : Math.Sqrt(squares / (values.Length - 1)));
    }
}
