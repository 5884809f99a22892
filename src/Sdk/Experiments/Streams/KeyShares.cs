namespace Scalewright.Experiments.Streams;

/// <summary>Computes the ratio of the records of an operator that each of its instances processes.</summary>
internal static class KeyShares
{
    /// <summary>Returns the ratio for each instance; the sum is 1.</summary>
    /// <param name="partitions">Partitions of the topic; null for an operator that reads from operators.</param>
    public static double[] Compute(JobOperator jobOperator, int parallelism, int? partitions)
    {
        double[] shares = new double[parallelism];
        if (jobOperator.Partitioning == StreamPartitioning.Keyed)
        {
            AddKeys(jobOperator, shares);
        }
        else if (partitions is { } parts)
        {
            for (int part = 0; part < parts; part++)
            {
                shares[part % parallelism] += 1.0 / parts;
            }
        }
        else
        {
            Array.Fill(shares, 1.0 / parallelism);
        }

        return shares;
    }

    private static void AddKeys(JobOperator jobOperator, double[] shares)
    {
        double sum = 0;
        double[] weights = new double[jobOperator.KeyCount];
        for (int key = 0; key < weights.Length; key++)
        {
            weights[key] = jobOperator.Skew == 0 ? 1 : Math.Pow(key + 1, -jobOperator.Skew);
            sum += weights[key];
        }

        for (int key = 0; key < weights.Length; key++)
        {
            // Flink: a key belongs to a key group, and each instance has a range of key groups.
            int group = (int)(SplitMixRandom.Mix((ulong)key, 1) % (ulong)jobOperator.MaxParallelism);
            shares[group * shares.Length / jobOperator.MaxParallelism] += weights[key] / sum;
        }
    }
}
