namespace Conformance.Hostile;

/// <summary>Reads one file in a separate process to measure its memory.</summary>
public static class HostileProbe
{
    public const string Verb = "hostile-probe";

    private static readonly TimeSpan TimeAllowed = TimeSpan.FromSeconds(60);

    /// <summary>Runs in the child process.</summary>
    public static int Run(string file)
    {
        ProfileReadResult result = ProfileReader.Read(file);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{(result.HasErrors ? "reject" : "accept")} {self.PeakWorkingSet64 / 1e6:0.0}")
        );
        return 0;
    }

    /// <summary>Runs in the parent process.</summary>
    public static async Task<string?> FirstDifferenceAsync(HostileCase hostile, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("scalewright-hostile-").FullName;
        try
        {
            string file = Path.Combine(folder, Path.GetFileName(hostile.File));
            await File.WriteAllBytesAsync(file, hostile.Bytes(), cancellationToken);
            (string outcome, double megabytes) = await MeasureAsync(file, cancellationToken);
            if (hostile.Outcome != "either" && outcome != hostile.Outcome)
            {
                return $"{outcome} in a process of its own, expected {hostile.Outcome}";
            }

            return megabytes > hostile.MegabytesMax ? $"took {megabytes} MB, allowed are {hostile.MegabytesMax}" : null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The outcome may also be the exit of the child process.</summary>
    public static async Task<(string Outcome, double Megabytes)> MeasureAsync(string file, CancellationToken cancellationToken)
    {
        using Process child = Process.Start(StartOf(file))!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeAllowed);
        try
        {
            string[] words = (await child.StandardOutput.ReadToEndAsync(limit.Token)).Split(' ', StringSplitOptions.TrimEntries);
            await child.WaitForExitAsync(limit.Token);
            return child.ExitCode == 0 && words.Length == 2
                ? (words[0], double.Parse(words[1], CultureInfo.InvariantCulture))
                : ($"exit code {child.ExitCode}", 0);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            child.Kill(entireProcessTree: true);
            return ($"no end within {TimeAllowed}", 0);
        }
    }

    /// <summary>The host is the <c>dotnet</c> command, an executable or a test host.</summary>
    private static ProcessStartInfo StartOf(string file)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Conformance.dll");
        string? host = Environment.ProcessPath;
        bool isDotnet = Path.GetFileNameWithoutExtension(host) == "dotnet";
        string dotnet = isDotnet ? host! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new ProcessStartInfo(dotnet, ["exec", program, Verb, file]) { RedirectStandardOutput = true, UseShellExecute = false };
    }
}
