namespace Conformance;

/// <summary>Runs the cases of a suite one after another.</summary>
public static class SuiteRun
{
    /// <summary>Runs every case and writes one line for each that fails.</summary>
    /// <returns>How many passed and failed.</returns>
    public static async Task<(int Passed, int Failed)> RunAsync(ISuite suite, string folder, TextWriter output, CancellationToken cancellationToken)
    {
        (int passed, int failed) = (0, 0);
        foreach (ConformanceCase item in suite.Cases(folder))
        {
            string? difference = await DifferenceAsync(item, cancellationToken);
            if (difference is null)
            {
                passed++;
                continue;
            }

            failed++;
            await output.WriteLineAsync($"FAIL {item.Name}: {difference}".AsMemory(), cancellationToken);
        }

        return (passed, failed);
    }

    private static async Task<string?> DifferenceAsync(ConformanceCase item, CancellationToken cancellationToken)
    {
        try
        {
            return await item.FirstDifference(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"threw {e}";
        }
    }
}
