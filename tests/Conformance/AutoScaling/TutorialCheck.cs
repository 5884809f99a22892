using PhantomTutorial;
using Scalewright.Providers.Simulation;

namespace Conformance.AutoScaling;

/// <summary>The tutorial in C# prints what the published one prints.</summary>
internal static class TutorialCheck
{
    /// <summary>The first difference of a run; null when there is none.</summary>
    /// <param name="expected">What it prints.</param>
    /// <param name="isSecond">Whether another run went before it.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static async Task<string?> FirstDifferenceAsync(string expected, bool isSecond, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("phantom").FullName;
        try
        {
            RunnerOptions options = new(Url: null, new DirectoryInfo(folder), Pace.Demand, Authority: null, BelievesAny: false, IsDryRun: false);
            if (isSecond)
            {
                await Runner.RunAsync(options, TextWriter.Null, cancellationToken);
            }

            using StringWriter output = new() { NewLine = "\n" };
            await Runner.RunAsync(options, output, cancellationToken);
            return output.ToString().TrimEnd() == expected.TrimEnd() ? null : $"it printed\n{output}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
