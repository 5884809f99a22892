namespace Conformance;

/// <summary><c>conformance SUITE FOLDER</c>: one line for each failing case, then <c>N passed, N failed</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is [Hostile.HostileProbe.Verb, string file])
        {
            return Hostile.HostileProbe.Run(file);
        }

        if (args.Length != 2 || Suites.Find(args[0]) is not { } suite || !Directory.Exists(args[1]))
        {
            await Console.Error.WriteLineAsync($"usage: conformance {string.Join('|', Suites.All.Select(known => known.Name))} FOLDER");
            return 2;
        }

        (int passed, int failed) = await SuiteRun.RunAsync(suite, Path.GetFullPath(args[1]), Console.Out, CancellationToken.None);
        if (passed + failed == 0)
        {
            await Console.Error.WriteLineAsync($"no case of suite '{suite.Name}' in {args[1]}");
        }

        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed > 0 || passed == 0 ? 1 : 0;
    }
}

public static class SuiteRun
{
    public static async Task<(int Passed, int Failed)> RunAsync(
        ISuite suite,
        string folder,
        TextWriter output,
        CancellationToken cancellationToken
    )
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
