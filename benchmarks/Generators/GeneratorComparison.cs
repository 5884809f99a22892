using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Scalewright.Generators;

namespace Benchmarks.Generators;

/// <summary>
/// Measures the plugin generator over 1,000 declarations: cold, and again after one edit, as in an editor. Times are of
/// the run alone, on one thread, without step tracking. Processor time is printed with each wall time, because it does
/// not depend on other programs on the machine.
/// </summary>
public static class GeneratorComparison
{
    private const int Plugins = 1_000;
    private const int Edits = 61;
    private const int ColdRuns = 7;
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is "Scalewright.Core.dll" or "netstandard.dll"
                || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
            )
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static int Run()
    {
        foreach ((int perFile, bool hasOptions) in new[] { (1, false), (50, false), (1, true), (50, true) })
        {
            Console.WriteLine(
                $"{Plugins} plugins, {perFile} per file, {(hasOptions ? "each with four options" : "without options")}, {References.Length} references"
            );
            Time(DeclarationText.Write(Plugins, perFile, hasOptions));
        }

        return 0;
    }

    private static void Time(string[] files)
    {
        List<Sample> cold = [];
        for (int i = 0; i < ColdRuns; i++)
        {
            CSharpCompilation fresh = Compile(files);
            cold.Add(Sample.Of(() => Driver().RunGenerators(fresh)));
        }

        Print("first run", [cold[0]]);
        Print("later cold runs", cold[1..]);
        Print(
            "unrelated edit",
            TimeEdits(files, files.Length, number => $"public static class Other {{ public static int Size => {number}; }}")
        );
        Print("edit in a plugin", TimeEdits(files, 0, number => files[0].Replace("=> 1;", $"=> {number};", StringComparison.Ordinal)));
        Print(
            "type added",
            TimeEdits(files, files.Length, number => $"public static class Other; public sealed record More{number}(int Size);")
        );
        if (files[0].Contains("GiB", StringComparison.Ordinal))
        {
            Print("option changed", TimeEdits(files, 0, number => DeclarationText.ReplaceFirst(files[0], "= 40;", $"= {number};")));
        }

        Print(
            "plugin renamed",
            TimeEdits(files, 0, number => files[0].Replace("\"plugin_0\"", $"\"plugin_x{number}\"", StringComparison.Ordinal))
        );
    }

    /// <summary>Measures the runs after each edit of one file, without the first run, which is cold.</summary>
    private static List<Sample> TimeEdits(string[] files, int index, Func<int, string> edit)
    {
        CSharpCompilation compilation = Compile(files);
        GeneratorDriver driver = Driver().RunGenerators(compilation);
        List<Sample> samples = [];
        for (int i = 0; i < Edits; i++)
        {
            SyntaxTree old = compilation.SyntaxTrees[index];
            compilation = compilation.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(edit(i + 2), ParseOptions, old.FilePath));
            samples.Add(Sample.Of(() => driver = driver.RunGenerators(compilation)));
        }

        return samples;
    }

    private static CSharpCompilation Compile(string[] files) =>
        CSharpCompilation.Create(
            "Bench",
            [.. files.Append("public static class Other;").Select((text, i) => CSharpSyntaxTree.ParseText(text, ParseOptions, $"{i}.cs"))],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );

    private static CSharpGeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create([new ScalePluginGenerator().AsSourceGenerator()], parseOptions: ParseOptions);

    private static void Print(string what, IReadOnlyList<Sample> samples) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {what, -16} median {Sample.Median(samples, sample => sample.Wall), 7:0.0} ms wall, {Sample.Median(samples, sample => sample.Processor), 7:0.0} ms processor; longest {samples.Max(sample => sample.Wall), 7:0.0} ms wall"
            )
        );

    /// <summary>Times of one run in milliseconds.</summary>
    private sealed record Sample(double Wall, double Processor)
    {
        public static Sample Of(Action run)
        {
            using Process process = Process.GetCurrentProcess();
            TimeSpan processor = process.TotalProcessorTime;
            long started = Stopwatch.GetTimestamp();
            run();
            double wall = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            process.Refresh();
            return new Sample(wall, (process.TotalProcessorTime - processor).TotalMilliseconds);
        }

        public static double Median(IEnumerable<Sample> samples, Func<Sample, double> time)
        {
            double[] sorted = [.. samples.Select(time).Order()];
            return sorted[sorted.Length / 2];
        }
    }
}
