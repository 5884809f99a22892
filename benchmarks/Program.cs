using BenchmarkDotNet.Running;
using Benchmarks.Expansion;
using Benchmarks.Generators;
using Benchmarks.Journals;
using Benchmarks.Kernel;
using Benchmarks.Provisioning;
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
            case ["expansion", .. string[] options]:
                return ExpansionComparison.Run(options);
            case ["kernel", .. string[] options]:
                return KernelComparison.Run(options);
            case ["generator"]:
                return GeneratorComparison.Run();
            case ["journal", .. string[] options]:
                return JournalComparison.Run(options);
            case ["provisioning", .. string[] options]:
                return ProvisioningScale.Run(options);
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                return 0;
        }
    }
}
