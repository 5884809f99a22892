namespace PhenixScaleApp.Corrected;

/// <summary>The app with the reference's mistakes corrected.</summary>
internal static class CorrectedApp
{
    /// <summary>Runs one stage.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(AppHost host, CommandLine command, CancellationToken cancellationToken) => throw new NotSupportedException();
}
