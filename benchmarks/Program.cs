using BenchmarkDotNet.Running;
using Benchmarks.Reading;

namespace Benchmarks;

/// <summary>A verb runs a comparison and prints its figures; anything else goes to BenchmarkDotNet.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["reading", .. string[] options]:
                return ReadingComparison.Run(options);
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                return 0;
        }
    }
}
