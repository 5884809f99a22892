namespace Scalewright.Statistics;

/// <summary>Moments and quantiles of samples, and 95 % confidence intervals of their means.</summary>
internal static class SampleInference
{
    /// <summary>Number of batches of a sample of dependent values: 10 to 30 by Schmeiser, 1982.</summary>
    public const int Batches = 10;

    private const double Tail = 0.025;
    private const double NormalQuantile = 1.959963984540054;

    /// <summary>Returns the mean, exact for equal values; NaN without values.</summary>
    /// <param name="values">The values.</param>
    public static double GetMean(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return double.NaN;
        }

        CompensatedSum above = default;
        foreach (double value in values)
        {
            above.Add(value - values[0]);
        }

        return values[0] + (above.Value / values.Length);
    }

    /// <summary>Returns the sample standard deviation; NaN for fewer than two values.</summary>
    /// <param name="values">The values.</param>
    public static double GetDeviation(ReadOnlySpan<double> values)
    {
        double mean = GetMean(values);
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return values.Length < 2 ? double.NaN : Math.Sqrt(squares / (values.Length - 1));
    }

    /// <summary>Returns a quantile by linear interpolation (type 7 of Hyndman and Fan, 1996).</summary>
    /// <param name="sorted">At least one value, in ascending order.</param>
    /// <param name="probability">Probability, 0 to 1.</param>
    public static double GetQuantile(ReadOnlySpan<double> sorted, double probability)
    {
        double position = (sorted.Length - 1) * probability;
        int below = (int)position;
        return sorted[below] + ((position - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }

    /// <summary>Returns half the width of the interval of a mean (Student); NaN for fewer than two values.</summary>
    /// <param name="count">Number of values.</param>
    /// <param name="deviation">Standard deviation of the values.</param>
    public static double GetMargin(int count, double deviation) =>
        StudentDistribution.GetQuantile(count - 1) * deviation / Math.Sqrt(count);

    /// <summary>Returns half the width of the interval of a difference of means, for unequal variances.</summary>
    /// <param name="count">Number of values.</param>
    /// <param name="deviation">Standard deviation of the values.</param>
    /// <param name="otherCount">Number of values of the other sample.</param>
    /// <param name="otherDeviation">Standard deviation of the other sample.</param>
    /// <returns>NaN if a sample has fewer than two values.</returns>
    public static double GetMargin(int count, double deviation, int otherCount, double otherDeviation)
    {
        (double error, double freedom) = GetError(count, deviation, otherCount, otherDeviation);
        return error == 0 ? 0 : StudentDistribution.GetQuantile(freedom) * error;
    }

    /// <summary>Returns the probability of at least a difference of means, in either direction, of samples without a
    /// true difference, for unequal variances (Welch's t-test).</summary>
    /// <param name="difference">Difference of the means.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="deviation">Standard deviation of the values.</param>
    /// <param name="otherCount">Number of values of the other sample.</param>
    /// <param name="otherDeviation">Standard deviation of the other sample.</param>
    /// <returns>NaN if a sample has fewer than two values.</returns>
    public static double GetPValue(double difference, int count, double deviation, int otherCount, double otherDeviation)
    {
        (double error, double freedom) = GetError(count, deviation, otherCount, otherDeviation);
        if (error == 0)
        {
            return difference == 0 ? 1 : 0;
        }

        return StudentDistribution.GetTail(freedom, Math.Abs(difference) / error);
    }

    /// <summary>Returns the standard error of a difference of means, and its degrees of freedom: Welch 1947,
    /// Satterthwaite 1946.</summary>
    private static (double Error, double Freedom) GetError(int count, double deviation, int otherCount, double otherDeviation)
    {
        (double variance, double otherVariance) = (deviation * deviation / count, otherDeviation * otherDeviation / otherCount);
        double sum = variance + otherVariance;
        return (Math.Sqrt(sum), sum * sum / ((variance * variance / (count - 1)) + (otherVariance * otherVariance / (otherCount - 1))));
    }

    /// <summary>Returns half the width of the interval of the mean of dependent values, by batch means.</summary>
    /// <param name="mean">Computes the mean of a batch.</param>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="values">Values in order of time.</param>
    /// <returns>NaN for fewer than two values in each batch.</returns>
    public static double GetBatchMargin<T>(T[] values, Func<T[], double> mean)
    {
        int length = values.Length / Batches;
        return length < 2 ? double.NaN : GetMargin(Batches, GetDeviation([.. values.Chunk(length).Take(Batches).Select(mean)]));
    }

    /// <summary>Returns the number of values of the transient at the start, at most half of them.</summary>
    /// <remarks>MSER-5 (White, 1997): the number with the least standard error of the mean of the others, in means of
    /// five values.</remarks>
    /// <param name="values">The values.</param>
    public static int FindTransient(ReadOnlySpan<double> values)
    {
        const int Length = 5;
        int count = values.Length / Length;
        (int best, double least, double mean, double squares) = (0, double.PositiveInfinity, 0, 0);
        for (int cut = count - 1; cut >= 0; cut--)
        {
            // Welford, 1962, from the last mean to the first.
            double value = GetMean(values.Slice(cut * Length, Length));
            double above = value - mean;
            mean += above / (count - cut);
            squares += above * (value - mean);
            double error = squares / ((double)(count - cut) * (count - cut));
            if (cut <= count / 2 && count - cut > 1 && error <= least)
            {
                (best, least) = (cut, error);
            }
        }

        return best * Length;
    }

    /// <summary>Returns the number of values for a wanted half-width of the interval of their mean.</summary>
    /// <param name="deviation">Standard deviation, in the unit of the margin.</param>
    /// <param name="margin">Half the width, above 0.</param>
    /// <param name="max">Maximum number of values.</param>
    /// <returns>Null for more than the maximum, and for an unknown deviation.</returns>
    public static int? GetCount(double deviation, double margin, int max)
    {
        // The quantiles of Student's distribution are above that of the normal distribution.
        double min = Math.Pow(NormalQuantile * deviation / margin, 2);
        int count = min <= max ? Math.Max(2, (int)min) : int.MaxValue;
        while (count <= max && GetMargin(count, deviation) > margin)
        {
            count++;
        }

        return count <= max ? count : null;
    }

    /// <summary>
    /// Resamples values and returns the middle 95 % of the means (Efron's percentile bootstrap), widened for small
    /// strata: Hesterberg, What Teachers Should Know About the Bootstrap, 2015, "expanded percentile".
    /// </summary>
    /// <param name="values">Values, by stratum.</param>
    /// <param name="perStratum">Number of values of each stratum. NaN is returned for 1.</param>
    /// <param name="draws">Number of samples that are drawn.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    public static (double Mean, double Low, double High) Resample(ReadOnlySpan<double> values, int perStratum, int draws, int seed)
    {
        double total = 0;
        foreach (double value in values)
        {
            total += value;
        }

        SplitMixRandom random = new((ulong)seed);
        double[] means = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            double sum = 0;
            for (int index = 0; index < values.Length; index++)
            {
                int stratum = index / perStratum * perStratum;
                sum += values[stratum + (int)(random.Next() * perStratum)];
            }

            means[draw] = sum / values.Length;
        }

        Array.Sort(means);
        double mean = total / values.Length;
        double wider =
            perStratum < 2
                ? double.NaN
                : Math.Sqrt(perStratum / (perStratum - 1.0))
                    * StudentDistribution.GetQuantile(values.Length / perStratum * (perStratum - 1))
                    / NormalQuantile;
        return (
            mean,
            mean + (wider * (means[(int)(Tail * draws)] - mean)),
            mean + (wider * (means[draws - 1 - (int)(Tail * draws)] - mean))
        );
    }
}
