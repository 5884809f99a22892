namespace Scalewright.Decisions.Policies;

/// <summary>
/// Estimates how sublinearly an operator scales: least squares of rate over instances relative to linear scaling from a
/// baseline. Source: Apache Flink Kubernetes Operator, observed scalability.
/// </summary>
internal static class ScalabilityCoefficient
{
    private const int MinCount = 3;

    /// <summary>Returns the coefficient, 0.5 to 1, rounded up to two digits; 1 below three observations.</summary>
    /// <param name="history">Earlier instances and rates, oldest first.</param>
    public static double Calculate(ReadOnlySpan<StreamObservation> history)
    {
        if (history.Length < MinCount)
        {
            return 1;
        }

        double baseline = Baseline(history);
        double products = 0;
        double squares = 0;
        foreach (StreamObservation observation in history)
        {
            products += observation.Parallelism * observation.Rate;
            squares += (double)observation.Parallelism * observation.Parallelism;
        }

        double coefficient = Math.Clamp(products / (squares * baseline), 0.5, 1);
        return double.IsNaN(coefficient) ? 1 : Math.Ceiling(coefficient * 100) / 100;
    }

    private static double Baseline(ReadOnlySpan<StreamObservation> history)
    {
        StreamObservation smallest = history[^1];
        for (int index = history.Length - 2; index >= 0; index--)
        {
            smallest = history[index].Parallelism < smallest.Parallelism ? history[index] : smallest;
        }

        return smallest.Rate / smallest.Parallelism;
    }
}
