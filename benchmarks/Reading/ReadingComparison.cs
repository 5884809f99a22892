using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Reading;

/// <summary>
/// Compares the guarded reader with the library's representation model and PyYAML's C loader, all warm. Prints the
/// median of five runs and the ratios. Compare only ratios, since the machine may be shared.
/// </summary>
public static class ReadingComparison
{
    private const int Rounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public static int Run(string[] options)
    {
        int[] sizes =
            options.Length > 0 ? [.. options.Select(option => int.Parse(option, CultureInfo.InvariantCulture))] : [10_000, 100_000];
        foreach (int lines in sizes)
        {
            Compare(lines);
        }

        return 0;
    }

    private static void Compare(int lines)
    {
        byte[] utf8 = ClusterText.Write(lines);
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, utf8);
            using PyYamlPeer python = new(file);
            Func<double>[] readers =
            [
                () => Seconds(() => YamlReaders.ReadGuarded(utf8)),
                () => Seconds(() => YamlReaders.ReadModel(utf8)),
                python.Load,
            ];
            Warm(readers);
            double[] medians = Alternate(readers);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{lines} lines, {utf8.Length / 1e6:0.00} MB, PyYAML {python.Version}")
            );
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  guarded reader      {medians[0] * 1e3, 8:0.0} ms"));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  RepresentationModel {medians[1] * 1e3, 8:0.0} ms, {medians[1] / medians[0]:0.0} times ours"
                )
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  PyYAML CSafeLoader  {medians[2] * 1e3, 8:0.0} ms, {medians[2] / medians[0]:0.0} times ours"
                )
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Warm(Func<double>[] readers)
    {
        foreach (Func<double> reader in readers)
        {
            long started = Stopwatch.GetTimestamp();
            do
            {
                reader();
            } while (Stopwatch.GetElapsedTime(started) < WarmUp);
        }
    }

    private static double[] Alternate(Func<double>[] readers)
    {
        double[][] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => readers.Select(reader => reader()).ToArray())];
        return [.. readers.Select((_, index) => rounds.Select(round => round[index]).Order().ElementAt(Rounds / 2))];
    }

    private static double Seconds(Func<object> read)
    {
        GC.Collect();
        long started = Stopwatch.GetTimestamp();
        read();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
